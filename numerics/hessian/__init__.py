"""The dense Hessian of the loss, and rigorous enclosures of eigenvalues of symmetric matrices."""
