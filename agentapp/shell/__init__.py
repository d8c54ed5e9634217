"""The app on the phone: its shell without anybody's data, its service worker, its manifest."""
