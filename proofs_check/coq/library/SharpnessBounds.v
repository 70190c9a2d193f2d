(** Sharpness against parallelism: what splitting a mode over H pathways of one depth L can do.

    Main results: [single_path_is_sharpest], [balanced_is_flattest], [reduction_factor],
    [reduction_factor_below_one], for every H >= 1 and every real L > 2, and for every H at L = 2. *)

From Coq Require Import Lra Lia.
From Sharpath Require Import FiniteSums RealPowers.
Open Scope R_scope.

(** The eigenvalue of a mode with end-to-end shares sigma_1, ..., sigma_H >= 0 on pathways of one depth L:
    the sum of L sigma_h^(2 - 2/L).  Where this comes from (statement mode-eigenvalue) is not proved here. *)
Definition mode_eigenvalue (L : R) (sigma : nat -> R) (H : nat) : R :=
  sum (fun h => L * pow0 (sigma h) (2 - 2 / L)) H.

(** A split of [total] among the pathways 1, ..., H. *)
Definition split (sigma : nat -> R) (H : nat) (total : R) : Prop :=
  (forall h, (1 <= h <= H)%nat -> 0 <= sigma h) /\ sum sigma H = total.

(** One pathway carries all. *)
Definition single_path (sigma : nat -> R) (H : nat) (total : R) : Prop :=
  exists j, (1 <= j <= H)%nat /\ sigma j = total /\
    forall h, (1 <= h <= H)%nat -> h <> j -> sigma h = 0.

(** All pathways carry the same. *)
Definition balanced (sigma : nat -> R) (H : nat) (total : R) : Prop :=
  forall h, (1 <= h <= H)%nat -> sigma h = total / INR H.

Lemma order_above_one (L : R) : 2 < L -> 1 < 2 - 2 / L.
Proof.
  intros deep. enough (2 / L < 1) by lra.
  apply (Rmult_lt_reg_r L); [lra|]. replace (2 / L * L) with 2 by (field; lra). lra.
Qed.

Lemma mode_eigenvalue_factor (L : R) (sigma : nat -> R) (H : nat) :
  mode_eigenvalue L sigma H = L * sum (fun h => pow0 (sigma h) (2 - 2 / L)) H.
Proof. exact (sum_scaled L (fun h => pow0 (sigma h) (2 - 2 / L)) H). Qed.

Lemma share_at_most_total (sigma : nat -> R) (H : nat) (total : R) :
  split sigma H total -> forall h, (1 <= h <= H)%nat -> sigma h <= total.
Proof.
  intros [nonneg whole] h range.
  pose (only := fun k => if PeanoNat.Nat.eq_dec k h then sigma k else 0).
  assert (below : sum only H <= sum sigma H).
  { apply sum_le. intros k inside. unfold only.
    destruct (PeanoNat.Nat.eq_dec k h); [lra | apply nonneg, inside]. }
  rewrite (sum_one_nonzero only H h range), whole in below.
  - unfold only in below. destruct (PeanoNat.Nat.eq_dec h h); [exact below | contradiction].
  - intros k _ apart. unfold only. destruct (PeanoNat.Nat.eq_dec k h); [contradiction | reflexivity].
Qed.

(** Statement [single-path-is-sharpest], beyond depth 2.  A positive total on H pathways implies H >= 1. *)
Theorem single_path_is_sharpest (L total : R) (H : nat) (sigma : nat -> R) :
  2 < L -> 0 < total -> split sigma H total ->
  mode_eigenvalue L sigma H <= L * Rpower total (2 - 2 / L) /\
  (mode_eigenvalue L sigma H = L * Rpower total (2 - 2 / L) <-> single_path sigma H total).
Proof.
  intros deep tpos shares. destruct (shares) as [nonneg whole].
  assert (large := order_above_one L deep). set (q := 2 - 2 / L) in *.
  rewrite mode_eigenvalue_factor. fold q.
  pose (power := fun h => pow0 (sigma h) q).
  pose (chord := fun h => Rpower total (q - 1) * sigma h).
  assert (above : sum chord H = Rpower total q).
  { unfold chord. rewrite sum_scaled, whole, (Rpower_split total q) by exact tpos. ring. }
  assert (ends : forall h, (1 <= h <= H)%nat -> sigma h = 0 \/ sigma h = total \/ power h < chord h).
  { intros h range. pose proof (nonneg h range).
    pose proof (share_at_most_total sigma H total shares h range).
    destruct (Req_EM_T (sigma h) 0); [now left|]. destruct (Req_EM_T (sigma h) total); [right; now left|].
    right; right. unfold power, chord. rewrite Rmult_comm. apply pow0_chord; lra. }
  assert (at_total : forall h, sigma h = total -> power h = Rpower total q).
  { intros h all. unfold power. rewrite all. now apply pow0_pos. }
  assert (at_zero : forall h, sigma h = 0 -> power h = 0).
  { intros h none. unfold power. rewrite none. apply pow0_zero. }
  assert (terms : forall h, (1 <= h <= H)%nat -> power h <= chord h).
  { intros h range. destruct (ends h range) as [none | [all | less]].
    - rewrite (at_zero h none). unfold chord. rewrite none. lra.
    - rewrite (at_total h all). unfold chord. rewrite all, (Rpower_split total q) by exact tpos. lra.
    - lra. }
  fold power. split; [|split].
  - rewrite <- above. apply Rmult_le_compat_l; [lra | apply sum_le, terms].
  - intros equal. assert (sums : sum power H = sum chord H).
    { rewrite above. apply (Rmult_eq_reg_l L); [exact equal | lra]. }
    destruct (sum_has_nonzero sigma H) as [j [range carries]]; [lra|].
    assert (all : sigma j = total).
    { destruct (ends j range) as [none | [all | less]]; [contradiction | exact all |].
      pose proof (sum_eq_terms power chord H terms sums j range). lra. }
    exists j. split; [exact range | split; [exact all|]].
    apply (sum_takes_all sigma H j nonneg range). lra.
  - intros [j [range [all none]]]. f_equal.
    rewrite (sum_one_nonzero power H j range); [apply at_total, all|].
    intros h inside apart. apply at_zero, none; assumption.
Qed.

(** Powers of the number of pathways. *)
Lemma balanced_value (L total : R) (H : nat) : (1 <= H)%nat -> 0 < total ->
  INR H * Rpower (total / INR H) (2 - 2 / L) = Rpower (INR H) (2 / L - 1) * Rpower total (2 - 2 / L).
Proof.
  intros some tpos. assert (hpos : 0 < INR H) by (apply lt_0_INR; lia).
  rewrite Rpower_base_div by assumption.
  replace (2 / L - 1) with (1 + - (2 - 2 / L)) by ring.
  rewrite Rpower_plus, Rpower_1, Rpower_Ropp by exact hpos.
  field. apply Rgt_not_eq, Rpower_pos.
Qed.

(** Statement [balanced-is-flattest], beyond depth 2. *)
Theorem balanced_is_flattest (L total : R) (H : nat) (sigma : nat -> R) :
  2 < L -> (1 <= H)%nat -> 0 < total -> split sigma H total ->
  L * Rpower (INR H) (2 / L - 1) * Rpower total (2 - 2 / L) <= mode_eigenvalue L sigma H /\
  (mode_eigenvalue L sigma H = L * Rpower (INR H) (2 / L - 1) * Rpower total (2 - 2 / L) <->
   balanced sigma H total).
Proof.
  intros deep some tpos [nonneg whole].
  assert (large := order_above_one L deep). assert (hpos : 0 < INR H) by (apply lt_0_INR; lia).
  rewrite mode_eigenvalue_factor, Rmult_assoc, <- balanced_value by assumption.
  set (q := 2 - 2 / L) in *. set (m := total / INR H).
  assert (mpos : 0 < m) by (apply Rdiv_lt_0_compat; assumption).
  pose (power := fun h => pow0 (sigma h) q).
  pose (tangent := fun h => (Rpower m q - q * Rpower m (q - 1) * m) + q * Rpower m (q - 1) * sigma h).
  assert (below : sum tangent H = INR H * Rpower m q).
  { unfold tangent. rewrite sum_add, sum_constant, sum_scaled, whole.
    replace total with (INR H * m) by (unfold m; field; lra). ring. }
  assert (at_mean : forall h, sigma h = m -> power h = Rpower m q).
  { intros h mean. unfold power. rewrite mean. now apply pow0_pos. }
  assert (apart : forall h, (1 <= h <= H)%nat -> sigma h <> m -> tangent h < power h).
  { intros h range other. unfold tangent, power.
    pose proof (pow0_tangent (sigma h) m q large (nonneg h range) mpos other). lra. }
  assert (terms : forall h, (1 <= h <= H)%nat -> tangent h <= power h).
  { intros h range. destruct (Req_EM_T (sigma h) m) as [mean | other].
    - rewrite (at_mean h mean). unfold tangent. rewrite mean. lra.
    - left. apply apart; assumption. }
  fold power. split; [|split].
  - rewrite <- below. apply Rmult_le_compat_l; [lra | apply sum_le, terms].
  - intros equal h range. fold m. destruct (Req_EM_T (sigma h) m) as [mean | other]; [exact mean|].
    assert (sums : sum tangent H = sum power H).
    { rewrite below. symmetry. apply (Rmult_eq_reg_l L); [exact equal | lra]. }
    pose proof (sum_eq_terms tangent power H terms sums h range). pose proof (apart h range other). lra.
  - intros mean. f_equal. rewrite (sum_ext power (fun _ => Rpower m q)); [apply sum_constant|].
    intros h range. apply at_mean, mean, range.
Qed.

(** Statement [reduction-factor]: the balanced split is less sharp than the single path by H^(2/L - 1). *)
Theorem reduction_factor (L total : R) (H : nat) :
  L <> 0 -> (1 <= H)%nat -> 0 < total ->
  mode_eigenvalue L (fun _ => total / INR H) H / mode_eigenvalue L (fun _ => total) 1
  = Rpower (INR H) (2 / L - 1).
Proof.
  intros depth some tpos. assert (hpos : 0 < INR H) by (apply lt_0_INR; lia).
  assert (power_pos := Rpower_pos total (2 - 2 / L)).
  rewrite 2!mode_eigenvalue_factor, 2!sum_constant, 2!pow0_pos by (try apply Rdiv_lt_0_compat; assumption).
  rewrite balanced_value by assumption. simpl INR. field. lra.
Qed.

(** Statement [reduction-factor-below-one]: the factor is at most 1, and less exactly for H >= 2 and L > 2. *)
Theorem reduction_factor_below_one (L : R) (H : nat) :
  2 <= L -> (1 <= H)%nat ->
  Rpower (INR H) (2 / L - 1) <= 1 /\ (Rpower (INR H) (2 / L - 1) < 1 <-> (2 <= H)%nat /\ 2 < L).
Proof.
  intros depth some. assert (hpos : 0 < INR H) by (apply lt_0_INR; lia).
  assert (strict : (2 <= H)%nat /\ 2 < L -> Rpower (INR H) (2 / L - 1) < 1).
  { intros [several deep]. pose proof (order_above_one L deep).
    assert (1 < INR H) by (apply (lt_INR 1); lia).
    apply (Rlt_le_trans _ (Rpower (INR H) 0)); [apply Rpower_lt; lra | rewrite Rpower_O; lra]. }
  assert (equal : H = 1%nat \/ L = 2 -> Rpower (INR H) (2 / L - 1) = 1).
  { intros [-> | ->].
    - apply Rpower_one_base.
    - replace (2 / 2 - 1) with 0 by field. apply Rpower_O, hpos. }
  assert (cases : (H = 1%nat \/ L = 2) \/ ((2 <= H)%nat /\ 2 < L)).
  { destruct (Req_EM_T L 2); [left; now right|]. destruct (PeanoNat.Nat.eq_dec H 1); [left; now left|].
    right. split; [lia | lra]. }
  destruct cases as [trivial | both].
  - rewrite (equal trivial). split; [lra|]. split; [lra|]. destruct trivial; [lia | lra].
  - pose proof (strict both). split; [lra|]. now split.
Qed.

(** Statement [single-path-is-sharpest] at L = 2, where it is also statement [balanced-is-flattest]: every
    split is as sharp.  The equality cases above need L > 2. *)
Theorem depth_two_keeps_sharpness (total : R) (H : nat) (sigma : nat -> R) :
  split sigma H total -> mode_eigenvalue 2 sigma H = 2 * total.
Proof.
  intros [nonneg whole]. rewrite mode_eigenvalue_factor, <- whole. f_equal. apply sum_ext. intros h range.
  pose proof (nonneg h range). replace (2 - 2 / 2) with 1 by field.
  destruct (Req_EM_T (sigma h) 0) as [-> | carries]; [apply pow0_zero|].
  rewrite pow0_pos by lra. apply Rpower_1. lra.
Qed.
