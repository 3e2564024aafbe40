"""Encrypted bytes on disk: raw mail and attachments. The key is not in the database (docs/encryption.md)."""

from django.db import models


class Blob(models.Model):
    """One encrypted file under BLOB_DIR; its wrapped key lies under KEY_DIR until it is destroyed."""

    name = models.CharField(max_length=64, help_text="Random storage name; also names the wrapped key.")
    size = models.PositiveBigIntegerField(help_text="Bytes before encryption.")
    fingerprint = models.CharField(max_length=64, help_text="HMAC-SHA-256 under the store key, hex.")
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="blob_name")]
        indexes = [models.Index(fields=["fingerprint"], name="blob_fingerprint")]

    def __str__(self) -> str:
        return self.name
