"""SERTAKAN sponsors and whom they carry."""
