(** Real powers of nonnegative numbers.

    Main results: the tangent of x^q at 1 lies below it ([tangent_below], Bernoulli's inequality for real
    exponents), touching only there; the tangent at m ([pow0_tangent]) and the chord from 0 to t
    ([pow0_chord]), the same for x >= 0. *)

From Coq Require Export Reals.
From Coq Require Import Lra Lia.
Open Scope R_scope.

(** [pow0 x q] is x^q for x >= 0 and q > 0.  Coq's [Rpower] means exp (q ln x), which is not 0 at 0. *)
Definition pow0 (x q : R) : R := if Req_EM_T x 0 then 0 else Rpower x q.

Lemma pow0_zero (q : R) : pow0 0 q = 0.
Proof. unfold pow0. destruct (Req_EM_T 0 0); [reflexivity | contradiction]. Qed.

Lemma pow0_pos (x q : R) : 0 < x -> pow0 x q = Rpower x q.
Proof. intros pos. unfold pow0. destruct (Req_EM_T x 0); [lra | reflexivity]. Qed.

Lemma Rpower_pos (x q : R) : 0 < Rpower x q.
Proof. apply exp_pos. Qed.

Lemma Rpower_one_base (q : R) : Rpower 1 q = 1.
Proof. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. Qed.

Lemma Rpower_split (x q : R) : 0 < x -> Rpower x q = x * Rpower x (q - 1).
Proof.
  intros pos. replace q with (1 + (q - 1)) at 1 by ring.
  rewrite Rpower_plus, Rpower_1 by exact pos. reflexivity.
Qed.

Lemma Rpower_base_inv (x q : R) : 0 < x -> Rpower (/ x) q = / Rpower x q.
Proof. intros pos. unfold Rpower. rewrite ln_Rinv by exact pos. rewrite <- exp_Ropp. f_equal. ring. Qed.

Lemma Rpower_base_div (x y q : R) : 0 < x -> 0 < y -> Rpower (x / y) q = Rpower x q / Rpower y q.
Proof.
  intros xpos ypos. unfold Rdiv.
  rewrite <- Rpower_mult_distr by (try apply Rinv_0_lt_compat; assumption).
  rewrite Rpower_base_inv by exact ypos. reflexivity.
Qed.

(** Convexity of exp at a point v of the segment from 0 to q v, strict away from 0. *)
Lemma exp_tangent (q v : R) : 1 < q -> v <> 0 -> 1 + q * (exp v - 1) < exp (q * v).
Proof.
  intros large nonzero.
  assert (high : 1 + (q - 1) * v < exp ((q - 1) * v))
    by (apply exp_ineq1, Rmult_integral_contrapositive_currified; lra).
  assert (low : 1 - v < exp (- v)) by (apply (exp_ineq1 (- v)); lra).
  assert (v_pos := exp_pos v).
  assert (whole : exp (q * v) = exp v * exp ((q - 1) * v)) by (rewrite <- exp_plus; f_equal; ring).
  assert (unit : 1 = exp v * exp (- v)) by (rewrite <- exp_plus, Rplus_opp_r, exp_0; reflexivity).
  apply (Rmult_lt_compat_l (exp v)) in high; [|exact v_pos].
  apply (Rmult_lt_compat_l (exp v)) in low; [|exact v_pos].
  rewrite <- whole in high. rewrite <- unit in low.
  nra.
Qed.

(** Bernoulli's inequality: x^q > 1 + q (x - 1) for q > 1 and x > 0 other than 1. *)
Lemma tangent_below (x q : R) : 1 < q -> 0 < x -> x <> 1 -> 1 + q * (x - 1) < Rpower x q.
Proof.
  intros large pos other.
  pose proof (exp_tangent q (ln x) large (ln_neq_0 x other pos)) as below.
  rewrite exp_ln in below by exact pos. exact below.
Qed.

(** The tangent of x^q at m > 0 lies below it for x >= 0 and touches it at m only. *)
Lemma pow0_tangent (x m q : R) : 1 < q -> 0 <= x -> 0 < m -> x <> m ->
  Rpower m q + q * Rpower m (q - 1) * (x - m) < pow0 x q.
Proof.
  intros large nonneg mpos other.
  assert (power_pos := Rpower_pos m (q - 1)).
  rewrite (Rpower_split m q) by exact mpos.
  destruct (Req_EM_T x 0) as [-> | nonzero].
  - rewrite pow0_zero.
    assert (0 < (q - 1) * (m * Rpower m (q - 1))) by (repeat apply Rmult_lt_0_compat; lra). lra.
  - rewrite pow0_pos by lra.
    assert (ratio_pos : 0 < x / m) by (apply Rdiv_lt_0_compat; lra).
    assert (ratio : x / m <> 1).
    { intros one. apply other. replace x with (x / m * m) by (field; lra). rewrite one. ring. }
    pose proof (tangent_below (x / m) q large ratio_pos ratio) as below.
    rewrite Rpower_base_div, (Rpower_split m q) in below by lra.
    apply (Rmult_lt_compat_r (m * Rpower m (q - 1))) in below; [|nra].
    replace (Rpower x q / (m * Rpower m (q - 1)) * (m * Rpower m (q - 1))) with (Rpower x q) in below
      by (field; lra).
    replace ((1 + q * (x / m - 1)) * (m * Rpower m (q - 1)))
      with (m * Rpower m (q - 1) + q * Rpower m (q - 1) * (x - m)) in below by (field; lra).
    exact below.
Qed.

(** The chord from 0 to t lies above x^q, touching it at its ends only. *)
Lemma pow0_chord (x t q : R) : 1 < q -> 0 < x < t -> pow0 x q < x * Rpower t (q - 1).
Proof.
  intros large inside. rewrite pow0_pos, Rpower_split by lra.
  apply Rmult_lt_compat_l; [lra | apply Rlt_Rpower_l; lra].
Qed.
