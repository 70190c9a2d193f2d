(** Sums over the pathways or layers 1, ..., n.

    Main results: sums of equal or ordered terms, when ordered sums are equal ([sum_eq_terms]), the sum
    read backwards ([sum_reversed]), and a sum of shares that are all zero but one ([sum_one_nonzero]). *)

From Coq Require Export Reals.
From Coq Require Import Lra Lia.
Open Scope R_scope.

(** [sum f n] is f 1 + ... + f n. *)
Fixpoint sum (f : nat -> R) (n : nat) : R :=
  match n with
  | O => 0
  | S k => sum f k + f (S k)
  end.

Lemma sum_ext (f g : nat -> R) (n : nat) :
  (forall k, (1 <= k <= n)%nat -> f k = g k) -> sum f n = sum g n.
Proof.
  induction n as [|n IH]; intros same; simpl.
  - reflexivity.
  - rewrite IH, same by (intros; try apply same; lia). reflexivity.
Qed.

Lemma sum_le (f g : nat -> R) (n : nat) :
  (forall k, (1 <= k <= n)%nat -> f k <= g k) -> sum f n <= sum g n.
Proof.
  induction n as [|n IH]; intros below; simpl.
  - lra.
  - apply Rplus_le_compat; [apply IH; intros; apply below | apply below]; lia.
Qed.

Lemma sum_nonneg (f : nat -> R) (n : nat) : (forall k, (1 <= k <= n)%nat -> 0 <= f k) -> 0 <= sum f n.
Proof.
  induction n as [|n IH]; intros nonneg; simpl.
  - lra.
  - apply Rplus_le_le_0_compat; [apply IH; intros; apply nonneg | apply nonneg]; lia.
Qed.

(** Ordered terms with equal sums are equal. *)
Lemma sum_eq_terms (f g : nat -> R) (n : nat) :
  (forall k, (1 <= k <= n)%nat -> f k <= g k) ->
  sum f n = sum g n -> forall k, (1 <= k <= n)%nat -> f k = g k.
Proof.
  induction n as [|n IH]; simpl; intros below equal k range; [lia|].
  assert (first : sum f n <= sum g n) by (apply sum_le; intros; apply below; lia).
  assert (last : f (S n) <= g (S n)) by (apply below; lia).
  destruct (PeanoNat.Nat.eq_dec k (S n)) as [-> | other].
  - lra.
  - apply IH; [intros; apply below; lia | lra | lia].
Qed.

Lemma sum_add (f g : nat -> R) (n : nat) : sum (fun k => f k + g k) n = sum f n + sum g n.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma sum_scaled (c : R) (f : nat -> R) (n : nat) : sum (fun k => c * f k) n = c * sum f n.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma sum_constant (c : R) (n : nat) : sum (fun _ => c) n = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring | simpl sum; rewrite IH, S_INR; ring]. Qed.

Lemma sum_zero (f : nat -> R) (n : nat) : (forall k, (1 <= k <= n)%nat -> f k = 0) -> sum f n = 0.
Proof. intros zero. rewrite (sum_ext f (fun _ => 0)) by exact zero. rewrite sum_constant. ring. Qed.

Lemma sum_first (f : nat -> R) (n : nat) : sum f (S n) = f 1%nat + sum (fun k => f (S k)) n.
Proof. induction n as [|n IH]; [simpl; ring | simpl sum in *; rewrite IH; ring]. Qed.

(** The same terms, the last one first. *)
Lemma sum_reversed (f : nat -> R) (n : nat) : sum f n = sum (fun k => f (S n - k)%nat) n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  rewrite (sum_first (fun k => f (S (S n) - k)%nat)). simpl sum at 1. rewrite IH, Rplus_comm.
  replace (S (S n) - 1)%nat with (S n) by lia. reflexivity.
Qed.

Lemma sum_one_nonzero (f : nat -> R) (n j : nat) :
  (1 <= j <= n)%nat -> (forall k, (1 <= k <= n)%nat -> k <> j -> f k = 0) -> sum f n = f j.
Proof.
  induction n as [|n IH]; simpl; intros range zero; [lia|].
  destruct (PeanoNat.Nat.eq_dec j (S n)) as [-> | other].
  - rewrite sum_zero by (intros; apply zero; lia). ring.
  - rewrite (zero (S n)) by lia. rewrite IH by (intros; try apply zero; lia). ring.
Qed.

(** Some term of a sum that is not zero is not zero. *)
Lemma sum_has_nonzero (f : nat -> R) (n : nat) : sum f n <> 0 -> exists j, (1 <= j <= n)%nat /\ f j <> 0.
Proof.
  induction n as [|n IH]; simpl; intros nonzero; [lra|].
  destruct (Req_EM_T (f (S n)) 0) as [zero | other].
  - destruct IH as [j [range found]]; [lra|]. exists j. split; [lia | exact found].
  - exists (S n). split; [lia | exact other].
Qed.

(** Shares that are nonnegative: one that has everything leaves nothing. *)
Lemma sum_takes_all (f : nat -> R) (n j : nat) :
  (forall k, (1 <= k <= n)%nat -> 0 <= f k) -> (1 <= j <= n)%nat -> f j = sum f n ->
  forall k, (1 <= k <= n)%nat -> k <> j -> f k = 0.
Proof.
  intros nonneg range all k other different.
  pose (only := fun k => if PeanoNat.Nat.eq_dec k j then f k else 0).
  assert (below : forall k, (1 <= k <= n)%nat -> only k <= f k).
  { intros i inside. unfold only. destruct (PeanoNat.Nat.eq_dec i j); [lra | apply nonneg, inside]. }
  assert (same : sum only n = sum f n).
  { rewrite (sum_one_nonzero only n j range).
    - unfold only. destruct (PeanoNat.Nat.eq_dec j j); [exact all | contradiction].
    - intros i _ apart. unfold only. destruct (PeanoNat.Nat.eq_dec i j); [contradiction | reflexivity]. }
  pose proof (sum_eq_terms only f n below same k other) as equal.
  unfold only in equal. destruct (PeanoNat.Nat.eq_dec k j); [contradiction | symmetry; exact equal].
Qed.
