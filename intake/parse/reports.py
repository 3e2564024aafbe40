"""What a delivery report says."""
