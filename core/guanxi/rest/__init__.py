"""What programs touch: every resource as JSON under /api/v1, through the same gate and the same changes as the pages."""
