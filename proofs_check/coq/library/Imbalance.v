(** One step of gradient descent brings pathways of one depth L > 2 closer to balance.

    The imbalance of two pathways with layer values w_k < w_h is the gap y_k - y_h of y = w^(2 - L).  A step
    w -> w - c w^(L - 1), with c = eta r the same for all pathways, is
    y -> phi y = y^(L - 1) / (y - c)^(L - 2).

    Main results: in y, for real L > 2, [gd_contracts_imbalance] (the signed gap, exactly for c <> 0),
    [order_is_kept], [absolute_gap_shrinks]; for the recursion itself, with integer L > 2,
    [gd_contracts_imbalance_of_pathways], [gd_keeps_order_of_pathways],
    [gd_shrinks_absolute_imbalance_of_pathways]. *)

From Coq Require Import Lra Lia.
From Sharpath Require Import FiniteSums RealPowers.
Open Scope R_scope.

(** The step in y.  It makes sense for y > 0 and y - c > 0: the layer value is positive before and after. *)
Definition phi (L c y : R) : R := Rpower y (L - 1) / Rpower (y - c) (L - 2).

(** Its derivative, (1 - (L - 1) s) / (1 - s)^(L - 1) at s = c / y. *)
Definition phi' (L c y : R) : R := (1 - (L - 1) * (c / y)) / Rpower (1 - c / y) (L - 1).

Lemma survives (c y : R) : 0 < y -> 0 < y - c <-> c / y < 1.
Proof.
  intros pos. replace (y - c) with (y * (1 - c / y)) by (field; lra). split; intros; nra.
Qed.

Lemma phi_exp (L c y : R) : phi L c y = exp ((L - 1) * ln y - (L - 2) * ln (y - c)).
Proof.
  unfold phi, Rpower, Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal.
Qed.

Lemma phi_derivative (L c y : R) : 0 < y -> 0 < y - c -> derivable_pt_lim (phi L c) y (phi' L c y).
Proof.
  intros before after.
  pose (inner := fun t => (L - 1) * ln t - (L - 2) * ln (t - c)).
  assert (slope : derivable_pt_lim inner y ((L - 1) * / y - (L - 2) * (/ (y - c) * (1 - 0)))).
  { apply (derivable_pt_lim_minus (fun t => (L - 1) * ln t) (fun t => (L - 2) * ln (t - c))).
    - apply (derivable_pt_lim_scal ln), derivable_pt_lim_ln, before.
    - apply (derivable_pt_lim_scal (fun t => ln (t - c))).
      apply (derivable_pt_lim_comp (fun t => t - c) ln).
      + apply (derivable_pt_lim_minus id (fct_cte c));
        [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
      + apply derivable_pt_lim_ln, after. }
  assert (whole := derivable_pt_lim_comp inner exp y _ _ slope (derivable_pt_lim_exp (inner y))).
  assert (value : exp (inner y) * ((L - 1) * / y - (L - 2) * (/ (y - c) * (1 - 0))) = phi' L c y).
  { change (exp (inner y)) with (exp ((L - 1) * ln y - (L - 2) * ln (y - c))). rewrite <- phi_exp.
    unfold phi, phi'. replace (1 - c / y) with ((y - c) / y) by (field; lra).
    rewrite Rpower_base_div by assumption. rewrite (Rpower_split (y - c) (L - 1)) by exact after.
    replace (L - 1 - 1) with (L - 2) by ring.
    assert (0 < Rpower y (L - 1)) by apply Rpower_pos.
    assert (0 < Rpower (y - c) (L - 2)) by apply Rpower_pos.
    field. lra. }
  rewrite <- value. intros eps small. destruct (whole eps small) as [delta near]. exists delta.
  intros step nonzero close. rewrite 2!phi_exp. exact (near step nonzero close).
Qed.

(** phi' < 1 by Bernoulli's inequality for (1 - s)^(L - 1), s = c / y. *)
Lemma phi'_below_one (L c y : R) : 2 < L -> 0 < y -> 0 < y - c -> c <> 0 -> phi' L c y < 1.
Proof.
  intros deep before after moves. apply (survives c y before) in after.
  assert (moved : c / y <> 0).
  { intros zero. apply moves. replace c with (c / y * y) by (field; lra). rewrite zero. ring. }
  pose proof (tangent_below (1 - c / y) (L - 1)) as below.
  assert (0 < Rpower (1 - c / y) (L - 1)) by apply Rpower_pos.
  unfold phi'. apply (Rmult_lt_reg_r (Rpower (1 - c / y) (L - 1))); [assumption|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma phi'_positive (L c y : R) : 2 < L -> 0 < y -> (L - 1) * c < y -> 0 < phi' L c y.
Proof.
  intros deep before small. apply Rdiv_lt_0_compat; [|apply Rpower_pos].
  enough ((L - 1) * (c / y) < 1) by lra.
  apply (Rmult_lt_reg_r y); [exact before|].
  replace ((L - 1) * (c / y) * y) with ((L - 1) * c) by (field; lra). lra.
Qed.

Lemma chord_slope (L c low high : R) : 0 < low -> 0 < low - c -> low < high ->
  exists y, phi L c high - phi L c low = phi' L c y * (high - low) /\ low < y < high.
Proof.
  intros before after less. apply MVT_cor2; [exact less|]. intros y range. apply phi_derivative; lra.
Qed.

(** Statement [gd-contracts-imbalance], in y: the signed gap of two pathways strictly decreases, exactly when
    c <> 0.  Needed: L > 2, and layer values that are positive before (y_h > 0) and after (y_h - c > 0). *)
Theorem gd_contracts_imbalance (L c y_h y_k : R) :
  2 < L -> 0 < y_h -> 0 < y_h - c -> y_h < y_k ->
  (phi L c y_k - phi L c y_h < y_k - y_h <-> c <> 0).
Proof.
  intros deep before after less. split.
  - intros decreases zero. unfold phi in decreases. rewrite zero, !Rminus_0_r in decreases.
    rewrite !(Rpower_split _ (L - 1)) in decreases by lra.
    replace (L - 1 - 1) with (L - 2) in decreases by ring.
    unfold Rdiv in decreases. rewrite !Rmult_assoc, !Rinv_r in decreases by (apply Rgt_not_eq, Rpower_pos).
    lra.
  - intros moves. destruct (chord_slope L c y_h y_k before after less) as [y [slope range]].
    rewrite slope. pose proof (phi'_below_one L c y deep). nra.
Qed.

(** At depth 2 a step keeps y = log w up to a common shift, and phi keeps every gap: L > 2 is needed. *)
Lemma phi_at_depth_two (c y : R) : 0 < y -> 0 < y - c -> phi 2 c y = y.
Proof.
  intros before after. unfold phi. replace (2 - 1) with 1 by ring. replace (2 - 2) with 0 by ring.
  rewrite Rpower_1, Rpower_O by assumption. field.
Qed.

(** Statement [gd-contracts-imbalance]: the order of two pathways is kept if (L - 1) c <= y_h, which is
    (L - 1) c w_h^(L - 2) <= 1 at the larger layer value w_h, and no condition at all for c <= 0.  The
    condition implies y_h - c > 0. *)
Theorem order_is_kept (L c y_h y_k : R) :
  2 < L -> 0 < y_h -> (L - 1) * c <= y_h -> y_h < y_k -> phi L c y_h < phi L c y_k.
Proof.
  intros deep before small less.
  assert (after : 0 < y_h - c) by nra.
  destruct (chord_slope L c y_h y_k before after less) as [y [slope range]].
  pose proof (phi'_positive L c y deep). nra.
Qed.

(** phi is strictly convex for c > 0. *)
Lemma phi'_increases (L c low high : R) : 2 < L -> 0 < c < low -> low < high -> phi' L c low < phi' L c high.
Proof.
  intros deep alive less. unfold phi'. set (q := L - 1).
  assert (1 < q) by (unfold q; lra).
  set (t := c / low). set (s := c / high).
  assert (0 < s) by (apply Rdiv_lt_0_compat; lra).
  assert (t < 1) by (apply survives; lra).
  assert (s < t) by (apply Rmult_lt_compat_l; [lra | apply Rinv_lt_contravar; nra]).
  set (ratio := (1 - t) / (1 - s)).
  assert (0 < ratio) by (apply Rdiv_lt_0_compat; lra).
  assert (product : ratio * (1 - s) = 1 - t) by (unfold ratio; field; lra).
  clearbody ratio s t q.
  assert (ratio < 1) by nra.
  assert (powers : Rpower (1 - t) q = Rpower ratio q * Rpower (1 - s) q)
    by (rewrite <- product; symmetry; apply Rpower_mult_distr; lra).
  assert (below : 1 + q * (ratio - 1) < Rpower ratio q) by (apply tangent_below; lra).
  assert (0 < Rpower (1 - s) q) by apply Rpower_pos.
  assert (0 < Rpower ratio q) by apply Rpower_pos.
  assert (Rpower ratio q < 1) by (rewrite <- (Rpower_one_base q); apply Rlt_Rpower_l; lra).
  enough (1 - q * t < (1 - q * s) * Rpower ratio q).
  { rewrite powers. apply (Rmult_lt_reg_r (Rpower ratio q * Rpower (1 - s) q)); [nra|].
    replace ((1 - q * t) / (Rpower ratio q * Rpower (1 - s) q) * (Rpower ratio q * Rpower (1 - s) q))
      with (1 - q * t) by (field; lra).
    replace ((1 - q * s) / Rpower (1 - s) q * (Rpower ratio q * Rpower (1 - s) q))
      with ((1 - q * s) * Rpower ratio q) by (field; lra). assumption. }
  destruct (Rle_or_lt (1 - q * s) 0) as [negative | positive]; [nra|].
  apply (Rle_lt_trans _ ((1 - q * s) * (1 + q * (ratio - 1)))); [|nra].
  assert (gap : (t - s) = (1 - ratio) * (1 - s)) by lra.
  assert (excess : (1 - q * s) * (1 + q * (ratio - 1)) - (1 - q * t) = q * (q - 1) * (1 - ratio) * s).
  { replace (1 - q * t) with (1 - q * s - q * (t - s)) by ring. rewrite gap. ring. }
  assert (0 <= q * (q - 1) * (1 - ratio) * s) by (repeat apply Rmult_le_pos; lra). lra.
Qed.

(** Statement [gd-contracts-imbalance]: where c > 0 may turn the order round, the absolute gap still shrinks
    if phi' >= -1 at y_h, the end of the larger layer value (there phi' is least). *)
Theorem absolute_gap_shrinks (L c y_h y_k : R) :
  2 < L -> 0 < y_h -> 0 < y_h - c -> c <> 0 -> y_h < y_k -> -1 <= phi' L c y_h ->
  Rabs (phi L c y_k - phi L c y_h) < y_k - y_h.
Proof.
  intros deep before after moves less slope. destruct (Rtotal_order c 0) as [negative | [zero | positive]].
  - assert (kept := order_is_kept L c y_h y_k deep before).
    assert (shrinks := proj2 (gd_contracts_imbalance L c y_h y_k deep before after less) moves).
    apply Rabs_def1; [exact shrinks|]. assert ((L - 1) * c <= y_h) by nra. specialize (kept H less). lra.
  - contradiction.
  - destruct (chord_slope L c y_h y_k before after less) as [y [chord range]].
    assert (steep : phi' L c y_h < phi' L c y) by (apply phi'_increases; lra).
    assert (flat : phi' L c y < 1) by (apply phi'_below_one; lra).
    rewrite chord. apply Rabs_def1; nra.
Qed.

(** The step in the layer values: y = w^(2 - L) follows phi. *)
Lemma step_in_y (L c w : R) : 0 < w -> 0 < w - c * Rpower w (L - 1) ->
  0 < Rpower w (2 - L) - c /\ Rpower (w - c * Rpower w (L - 1)) (2 - L) = phi L c (Rpower w (2 - L)).
Proof.
  intros before after. set (y := Rpower w (2 - L)). assert (ypos : 0 < y) by apply Rpower_pos.
  assert (power : Rpower w (L - 1) = w / y).
  { unfold y. replace (2 - L) with (- (L - 1 - 1)) by ring.
    rewrite (Rpower_split w (L - 1)), Rpower_Ropp by exact before.
    unfold Rdiv. rewrite Rinv_inv. reflexivity. }
  assert (step : w - c * Rpower w (L - 1) = w * ((y - c) / y)) by (rewrite power; field; lra).
  rewrite step in after.
  assert (alive : 0 < y - c).
  { assert (0 < (y - c) / y) by nra. replace (y - c) with ((y - c) / y * y) by (field; lra). nra. }
  split; [exact alive|]. rewrite step.
  rewrite <- Rpower_mult_distr by (try apply Rdiv_lt_0_compat; assumption).
  fold y. rewrite Rpower_base_div by assumption. unfold phi. rewrite (Rpower_split y (L - 1)) by exact ypos.
  replace (L - 1 - 1) with (- (2 - L)) by ring. replace (L - 2) with (- (2 - L)) by ring.
  rewrite 2!Rpower_Ropp.
  field. split; apply Rgt_not_eq, Rpower_pos.
Qed.

(** The residual of a mode: the sum of w_h^L, less its target. *)
Definition residual (L : nat) (target : R) (w : nat -> R) (H : nat) : R := sum (fun h => w h ^ L) H - target.

(** A step of gradient descent on pathways of one depth L with layer values w_1, ..., w_H:
    w_h -> w_h - eta w_h^(L - 1) r.  Where this comes from (statement gd-preserves-depth-balance) is not
    proved here. *)
Definition gd_step (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h : nat) : R :=
  w h - eta * w h ^ (L - 1) * residual L target w H.

(** The coordinate y = w^(2 - L), for L >= 2. *)
Definition flow_coordinate (L : nat) (w : R) : R := / w ^ (L - 2).

Lemma integer_power (L : nat) (w : R) : (2 <= L)%nat -> 0 < w ->
  w ^ (L - 1) = Rpower w (INR L - 1) /\ flow_coordinate L w = Rpower w (2 - INR L).
Proof.
  intros deep pos. unfold flow_coordinate. rewrite <- 2!Rpower_pow, 2!minus_INR by (assumption || lia).
  split; [reflexivity|]. rewrite <- Rpower_Ropp. f_equal. simpl. ring.
Qed.

Lemma gd_step_in_y (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h : nat) :
  (2 <= L)%nat -> 0 < w h -> 0 < gd_step L eta target H w h ->
  let c := eta * residual L target w H in
  0 < flow_coordinate L (w h) - c /\
  flow_coordinate L (gd_step L eta target H w h) = phi (INR L) c (flow_coordinate L (w h)).
Proof.
  intros deep before after c.
  assert (step : gd_step L eta target H w h = w h - c * Rpower (w h) (INR L - 1)).
  { unfold gd_step, c. rewrite (proj1 (integer_power L (w h) deep before)). ring. }
  rewrite 2!(fun v pos => proj2 (integer_power L v deep pos)) by assumption.
  rewrite step in *. apply step_in_y; assumption.
Qed.

Lemma flow_coordinate_order (L : nat) (low high : R) : (3 <= L)%nat -> 0 < low -> 0 < high ->
  (low < high <-> flow_coordinate L high < flow_coordinate L low).
Proof.
  intros deep lpos hpos.
  assert (falls : forall a b, 0 < a -> a < b -> flow_coordinate L b < flow_coordinate L a).
  { intros a b pos less. unfold flow_coordinate. apply Rinv_lt_contravar.
    - apply Rmult_lt_0_compat; apply pow_lt; lra.
    - replace (L - 2)%nat with (S (L - 3)) by lia. rewrite <- !Rpower_pow by lra.
      apply Rlt_Rpower_l; [apply lt_0_INR; lia | lra]. }
  split; intros less; [apply falls; assumption|].
  destruct (Rtotal_order low high) as [done | [same | more]]; [exact done | rewrite same in less; lra |].
  pose proof (falls high low hpos more). lra.
Qed.

(** Statement [gd-contracts-imbalance], for the recursion of gradient descent on H pathways of one integer
    depth L > 2: the signed imbalance of two pathways that are positive before and after the step strictly
    decreases, exactly when eta r <> 0. *)
Theorem gd_contracts_imbalance_of_pathways
  (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h k : nat) :
  (3 <= L)%nat -> 0 < w k -> w k < w h ->
  0 < gd_step L eta target H w k -> 0 < gd_step L eta target H w h ->
  (flow_coordinate L (gd_step L eta target H w k) - flow_coordinate L (gd_step L eta target H w h)
   < flow_coordinate L (w k) - flow_coordinate L (w h)
   <-> eta * residual L target w H <> 0).
Proof.
  intros deep kpos less kafter hafter. assert (hpos : 0 < w h) by lra.
  assert (two : (2 <= L)%nat) by lia.
  destruct (gd_step_in_y L eta target H w h two hpos hafter) as [alive ->].
  destruct (gd_step_in_y L eta target H w k two kpos kafter) as [_ ->].
  apply gd_contracts_imbalance.
  - replace 2 with (INR 2) by (simpl; ring). apply lt_INR. lia.
  - apply Rinv_0_lt_compat, pow_lt, hpos.
  - exact alive.
  - apply flow_coordinate_order; assumption.
Qed.

(** A pathway survives a step, and the condition for the order to be kept is the one in y. *)
Lemma small_step (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h k : nat) :
  (3 <= L)%nat -> 0 < w k -> w k <= w h ->
  (INR L - 1) * (eta * residual L target w H) * w h ^ (L - 2) <= 1 ->
  0 < gd_step L eta target H w k /\
  (INR L - 1) * (eta * residual L target w H) <= flow_coordinate L (w h).
Proof.
  intros deep kpos le small. unfold gd_step, flow_coordinate. set (c := eta * residual L target w H) in *.
  assert (large : 2 < INR L) by (replace 2 with (INR 2) by (simpl; ring); apply lt_INR; lia).
  assert (kpow : 0 < w k ^ (L - 2)) by (apply pow_lt; lra).
  assert (kh : w k ^ (L - 2) <= w h ^ (L - 2)) by (apply pow_incr; lra).
  split.
  - replace (L - 1)%nat with (S (L - 2)) by lia. simpl pow.
    replace (w k - eta * (w k * w k ^ (L - 2)) * residual L target w H)
      with (w k * (1 - c * w k ^ (L - 2))) by (unfold c; ring).
    apply Rmult_lt_0_compat; [exact kpos|]. destruct (Rle_or_lt c 0) as [down | up]; [nra|].
    assert (0 < c * w k ^ (L - 2)) by nra. assert (c * w k ^ (L - 2) <= c * w h ^ (L - 2)) by nra.
    set (s := c * w k ^ (L - 2)) in *. set (t := c * w h ^ (L - 2)) in *.
    rewrite Rmult_assoc in small. fold t in small. nra.
  - apply (Rmult_le_reg_r (w h ^ (L - 2))); [lra|]. rewrite Rinv_l by lra. exact small.
Qed.

(** Statement [gd-contracts-imbalance], for the recursion: the order of two pathways is kept if
    (L - 1) eta r w_h^(L - 2) <= 1 at the larger layer value w_h, so whenever eta r <= 0;
    both then stay positive. *)
Theorem gd_keeps_order_of_pathways
  (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h k : nat) :
  (3 <= L)%nat -> 0 < w k -> w k < w h ->
  (INR L - 1) * (eta * residual L target w H) * w h ^ (L - 2) <= 1 ->
  0 < gd_step L eta target H w k < gd_step L eta target H w h.
Proof.
  intros deep kpos less small. assert (hpos : 0 < w h) by lra. assert (two : (2 <= L)%nat) by lia.
  destruct (small_step L eta target H w h h deep hpos (Rle_refl _) small) as [hafter slow].
  destruct (small_step L eta target H w h k deep kpos (Rlt_le _ _ less) small) as [kafter _].
  split; [exact kafter|]. apply (flow_coordinate_order L); [exact deep | exact kafter | exact hafter |].
  rewrite (proj2 (gd_step_in_y L eta target H w h two hpos hafter)).
  rewrite (proj2 (gd_step_in_y L eta target H w k two kpos kafter)).
  apply order_is_kept.
  - replace 2 with (INR 2) by (simpl; ring). apply lt_INR. lia.
  - apply Rinv_0_lt_compat, pow_lt, hpos.
  - exact slow.
  - apply flow_coordinate_order; assumption.
Qed.

(** Statement [gd-contracts-imbalance], for the recursion: the absolute imbalance strictly decreases if
    1 - (L - 1) s >= - (1 - s)^(L - 1) at s = eta r w_h^(L - 2), for the larger layer value w_h. *)
Theorem gd_shrinks_absolute_imbalance_of_pathways
  (L : nat) (eta target : R) (H : nat) (w : nat -> R) (h k : nat) :
  let s := eta * residual L target w H * w h ^ (L - 2) in
  (3 <= L)%nat -> 0 < w k -> w k < w h ->
  0 < gd_step L eta target H w k -> 0 < gd_step L eta target H w h ->
  eta * residual L target w H <> 0 -> - (1 - s) ^ (L - 1) <= 1 - (INR L - 1) * s ->
  Rabs (flow_coordinate L (gd_step L eta target H w k) - flow_coordinate L (gd_step L eta target H w h))
  < flow_coordinate L (w k) - flow_coordinate L (w h).
Proof.
  intros s deep kpos less kafter hafter moves slope. assert (hpos : 0 < w h) by lra.
  assert (two : (2 <= L)%nat) by lia.
  destruct (gd_step_in_y L eta target H w h two hpos hafter) as [alive ->].
  destruct (gd_step_in_y L eta target H w k two kpos kafter) as [_ ->].
  set (c := eta * residual L target w H) in *.
  assert (ypos : 0 < flow_coordinate L (w h)) by (apply Rinv_0_lt_compat, pow_lt, hpos).
  assert (share : c / flow_coordinate L (w h) = s).
  { unfold flow_coordinate, Rdiv. rewrite Rinv_inv. reflexivity. }
  assert (under := proj1 (survives c _ ypos) alive). rewrite share in under.
  apply absolute_gap_shrinks; try assumption.
  - replace 2 with (INR 2) by (simpl; ring). apply lt_INR. lia.
  - apply flow_coordinate_order; assumption.
  - unfold phi'. rewrite share.
    replace (INR L - 1) with (INR (L - 1)) in * by (rewrite minus_INR by lia; simpl; ring).
    rewrite Rpower_pow by lra. assert (0 < (1 - s) ^ (L - 1)) by (apply pow_lt; lra).
    apply (Rmult_le_reg_r ((1 - s) ^ (L - 1))); [assumption|].
    unfold Rdiv. rewrite (Rmult_assoc (1 - INR (L - 1) * s)), Rinv_l by lra. lra.
Qed.
