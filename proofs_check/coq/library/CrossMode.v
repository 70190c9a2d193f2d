(** The eigenvalue of a pair of modes is at most the mean of the two single ones.

    Main results, for any depths and any number of pathways, with the case of equality: [cross_mode_bound]
    in layer values, [cross_mode_bound_of_shares] in end-to-end shares. *)

From Coq Require Import Lra Lia.
From Sharpath Require Import FiniteSums RealPowers.
Open Scope R_scope.

(** What a pathway of depth L with layer values a (in mode i) and b (in mode j) adds to mu_ij:
    the sum over its layers l of a^(2 (L - l)) b^(2 (l - 1)), where 0^0 = 1. *)
Definition pathway_part (L : nat) (a b : R) : R :=
  sum (fun l => a ^ (2 * (L - l)) * b ^ (2 * (l - 1))) L.

(** The eigenvalue mu_ij of a pair of modes with layer values a_h = sigma_hi^(1/L_h), b_h = sigma_hj^(1/L_h).
    Where this comes from (statement hessian-spectrum-at-minimum) is not proved here. *)
Definition pair_eigenvalue (depth : nat -> nat) (a b : nat -> R) (H : nat) : R :=
  sum (fun h => pathway_part (depth h) (a h) (b h)) H.

(** The eigenvalue lambda_i of a single mode: the sum of L_h a_h^(2 (L_h - 1)). *)
Definition single_eigenvalue (depth : nat -> nat) (a : nat -> R) (H : nat) : R :=
  sum (fun h => INR (depth h) * a h ^ (2 * (depth h - 1))) H.

(** The two agree for i = j. *)
Lemma pair_eigenvalue_diagonal (depth : nat -> nat) (a : nat -> R) (H : nat) :
  pair_eigenvalue depth a a H = single_eigenvalue depth a H.
Proof.
  apply sum_ext. intros h _. unfold pathway_part. rewrite <- sum_constant. apply sum_ext. intros l range.
  rewrite <- pow_add. f_equal. lia.
Qed.

Lemma power_gap_sign (x y : R) (i j : nat) : 0 <= x -> 0 <= y -> 0 <= (x ^ i - y ^ i) * (x ^ j - y ^ j).
Proof.
  intros xpos ypos. destruct (Rle_or_lt x y) as [less | more].
  - pose proof (pow_incr x y i (conj xpos less)). pose proof (pow_incr x y j (conj xpos less)). nra.
  - assert (le : y <= x) by lra.
    pose proof (pow_incr y x i (conj ypos le)). pose proof (pow_incr y x j (conj ypos le)). nra.
Qed.

Lemma pow_strict (x y : R) (i : nat) : (1 <= i)%nat -> 0 <= x < y -> x ^ i < y ^ i.
Proof.
  intros some less. destruct i as [|i]; [lia|]. clear some.
  induction i as [|i IH]; [simpl; lra|].
  change (x * x ^ S i < y * y ^ S i). assert (0 <= x ^ S i) by (apply pow_le; lra). nra.
Qed.

Lemma power_gap_zero (x y : R) (i j : nat) : (1 <= i)%nat -> (1 <= j)%nat -> 0 <= x -> 0 <= y ->
  (x ^ i - y ^ i) * (x ^ j - y ^ j) = 0 -> x = y.
Proof.
  intros isome jsome xpos ypos zero. destruct (Rtotal_order x y) as [less | [same | more]]; [|exact same|].
  - pose proof (pow_strict x y i isome (conj xpos less)).
    pose proof (pow_strict x y j jsome (conj xpos less)). nra.
  - pose proof (pow_strict y x i isome (conj ypos more)).
    pose proof (pow_strict y x j jsome (conj ypos more)). nra.
Qed.

(** Twice what is missing to the mean, layer l paired with layer L + 1 - l. *)
Lemma pathway_deficit (L : nat) (a b : R) :
  INR L * a ^ (2 * (L - 1)) + INR L * b ^ (2 * (L - 1)) - 2 * pathway_part L a b
  = sum (fun l => ((a ^ 2) ^ (L - l) - (b ^ 2) ^ (L - l)) * ((a ^ 2) ^ (l - 1) - (b ^ 2) ^ (l - 1))) L.
Proof.
  rewrite <- (sum_constant (a ^ (2 * (L - 1)))), <- (sum_constant (b ^ (2 * (L - 1)))).
  replace (2 * pathway_part L a b) with (pathway_part L a b + pathway_part L a b) by ring.
  unfold pathway_part at 2. rewrite (sum_reversed (fun l => a ^ (2 * (L - l)) * _)).
  unfold pathway_part. rewrite <- 2!sum_add.
  match goal with |- ?s - ?t = _ => replace (s - t) with (s + -1 * t) by ring end.
  rewrite <- sum_scaled, <- sum_add. apply sum_ext. intros l range.
  replace (S L - l - 1)%nat with (L - l)%nat by lia. replace (L - (S L - l))%nat with (l - 1)%nat by lia.
  replace (2 * (L - 1))%nat with (2 * (L - l) + 2 * (l - 1))%nat by lia.
  rewrite !pow_add, !pow_mult. ring.
Qed.

Lemma pathway_bound (L : nat) (a b : R) : 0 <= a -> 0 <= b ->
  pathway_part L a b <= (INR L * a ^ (2 * (L - 1)) + INR L * b ^ (2 * (L - 1))) / 2.
Proof.
  intros apos bpos. pose proof (pathway_deficit L a b) as deficit.
  assert (0 <= INR L * a ^ (2 * (L - 1)) + INR L * b ^ (2 * (L - 1)) - 2 * pathway_part L a b); [|lra].
  rewrite deficit. apply sum_nonneg. intros. apply power_gap_sign; apply pow_le; assumption.
Qed.

Lemma pathway_equality (L : nat) (a b : R) : 0 <= a -> 0 <= b ->
  (pathway_part L a b = (INR L * a ^ (2 * (L - 1)) + INR L * b ^ (2 * (L - 1))) / 2 <->
   ((3 <= L)%nat -> a = b)).
Proof.
  intros apos bpos. pose proof (pathway_deficit L a b) as deficit. split.
  - intros equal deep.
    assert (zero : sum (fun _ => 0) L = sum (fun l =>
      ((a ^ 2) ^ (L - l) - (b ^ 2) ^ (L - l)) * ((a ^ 2) ^ (l - 1) - (b ^ 2) ^ (l - 1))) L).
    { rewrite <- deficit, sum_constant, equal. lra. }
    assert (second := sum_eq_terms _ _ L
      (fun l _ => power_gap_sign (a ^ 2) (b ^ 2) _ _ (pow_le a 2 apos) (pow_le b 2 bpos)) zero 2%nat).
    assert (same : a ^ 2 = b ^ 2).
    { apply (power_gap_zero _ _ (L - 2) (2 - 1)); [lia | lia | now apply pow_le | now apply pow_le |].
      symmetry. apply second. lia. }
    nra.
  - intros alike. enough (sum (fun l => ((a ^ 2) ^ (L - l) - (b ^ 2) ^ (L - l)) *
      ((a ^ 2) ^ (l - 1) - (b ^ 2) ^ (l - 1))) L = 0) by lra.
    apply sum_zero. intros l range. destruct (Compare_dec.le_lt_dec 3 L) as [deep | shallow].
    + rewrite (alike deep). ring.
    + assert (ends : (l - 1 = 0 \/ L - l = 0)%nat) by lia.
      destruct ends as [-> | ->]; simpl; ring.
Qed.

(** Statement [cross-mode-bound]: mu_ij is at most the mean of lambda_i and lambda_j, and equal to it exactly
    when the two modes have the same layer value in every pathway of depth 3 or more. *)
Theorem cross_mode_bound (depth : nat -> nat) (a b : nat -> R) (H : nat) :
  (forall h, (1 <= h <= H)%nat -> 0 <= a h /\ 0 <= b h) ->
  pair_eigenvalue depth a b H <= (single_eigenvalue depth a H + single_eigenvalue depth b H) / 2 /\
  (pair_eigenvalue depth a b H = (single_eigenvalue depth a H + single_eigenvalue depth b H) / 2 <->
   (forall h, (1 <= h <= H)%nat -> (3 <= depth h)%nat -> a h = b h)).
Proof.
  intros nonneg.
  pose (mean := fun h =>
    / 2 * (INR (depth h) * a h ^ (2 * (depth h - 1)) + INR (depth h) * b h ^ (2 * (depth h - 1)))).
  assert (whole : (single_eigenvalue depth a H + single_eigenvalue depth b H) / 2 = sum mean H).
  { unfold mean. rewrite sum_scaled, sum_add. unfold single_eigenvalue. lra. }
  rewrite whole. unfold pair_eigenvalue.
  assert (terms : forall h, (1 <= h <= H)%nat -> pathway_part (depth h) (a h) (b h) <= mean h).
  { intros h range. destruct (nonneg h range) as [apos bpos].
    pose proof (pathway_bound (depth h) (a h) (b h) apos bpos). unfold mean. lra. }
  split; [|split].
  - apply sum_le, terms.
  - intros equal h range. destruct (nonneg h range) as [apos bpos].
    apply (pathway_equality (depth h) (a h) (b h) apos bpos).
    pose proof (sum_eq_terms _ _ H terms equal h range) as same. cbv beta in same. rewrite same.
    unfold mean. lra.
  - intros alike. apply sum_ext. intros h range. destruct (nonneg h range) as [apos bpos].
    pose proof (proj2 (pathway_equality (depth h) (a h) (b h) apos bpos) (alike h range)) as same.
    rewrite same. unfold mean. lra.
Qed.

(** The layer values of shares sigma_h on pathways of depth L_h. *)
Definition layer_value (depth : nat -> nat) (sigma : nat -> R) (h : nat) : R :=
  pow0 (sigma h) (/ INR (depth h)).

(** The eigenvalue lambda_i of a single mode in its shares: the sum of L_h sigma_h^(2 - 2/L_h). *)
Definition share_eigenvalue (depth : nat -> nat) (sigma : nat -> R) (H : nat) : R :=
  sum (fun h => INR (depth h) * pow0 (sigma h) (2 - 2 / INR (depth h))) H.

Lemma root_power (n : nat) (x : R) : (2 <= n)%nat -> 0 <= x ->
  pow0 x (/ INR n) ^ n = x /\ pow0 x (/ INR n) ^ (2 * (n - 1)) = pow0 x (2 - 2 / INR n).
Proof.
  intros deep nonneg. assert (npos : 0 < INR n) by (apply lt_0_INR; lia).
  destruct (Req_EM_T x 0) as [-> | nonzero].
  - rewrite 2!pow0_zero. split; apply pow_i; lia.
  - assert (xpos : 0 < x) by lra. assert (root_pos := Rpower_pos x (/ INR n)).
    rewrite 2!pow0_pos, <- !Rpower_pow, !Rpower_mult by assumption. split.
    + rewrite Rinv_l by lra. apply Rpower_1, xpos.
    + f_equal. rewrite mult_INR, minus_INR by lia. simpl INR. field. lra.
Qed.

(** Statement [cross-mode-bound], in shares: equality exactly when the two modes have the same share in every
    pathway of depth 3 or more. *)
Theorem cross_mode_bound_of_shares (depth : nat -> nat) (sigma tau : nat -> R) (H : nat) :
  (forall h, (1 <= h <= H)%nat -> (2 <= depth h)%nat /\ 0 <= sigma h /\ 0 <= tau h) ->
  let mu := pair_eigenvalue depth (layer_value depth sigma) (layer_value depth tau) H in
  let mean := (share_eigenvalue depth sigma H + share_eigenvalue depth tau H) / 2 in
  mu <= mean /\ (mu = mean <-> (forall h, (1 <= h <= H)%nat -> (3 <= depth h)%nat -> sigma h = tau h)).
Proof.
  intros given mu mean.
  assert (translate : forall rho, (forall h, (1 <= h <= H)%nat -> 0 <= rho h) ->
    share_eigenvalue depth rho H = single_eigenvalue depth (layer_value depth rho) H).
  { intros rho nonneg. apply sum_ext. intros h range. f_equal. symmetry.
    apply root_power; [apply given, range | apply nonneg, range]. }
  assert (nonneg : forall x q, 0 <= pow0 x q).
  { intros x q. unfold pow0. destruct (Req_EM_T x 0); [lra | left; apply Rpower_pos]. }
  destruct (cross_mode_bound depth (layer_value depth sigma) (layer_value depth tau) H) as [bound equality].
  { intros h _. split; apply nonneg. }
  unfold mean. rewrite !translate by (intros h range; apply (given h range)).
  split; [exact bound|]. split.
  - intros equal h range deep. destruct (given h range) as [two [spos tpos]].
    rewrite <- (proj1 (root_power (depth h) (sigma h) two spos)).
    rewrite <- (proj1 (root_power (depth h) (tau h) two tpos)).
    f_equal. exact (proj1 equality equal h range deep).
  - intros alike. apply equality. intros h range deep. unfold layer_value. f_equal. apply alike; assumption.
Qed.
