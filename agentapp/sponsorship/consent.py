"""What a worker agrees to before being carried, and a sponsor before carrying. UU 27/2022: plain and provable.

A text never changes once used: a change is a new version. The Indonesian text is the one that counts.
"""

from agentapp.core.errors import N_
from agentapp.enrolment.consent import ConsentText

PURPOSE = "sponsorship"

OF_WORKER = ConsentText(
    "2026-11",
    (
        N_("Saya setuju iuran saya dibayar oleh donatur yang menerima undangan ini."),
        N_("Donatur memilih program dan lamanya. Setelah itu saya boleh membayar sendiri."),
        N_("Donatur melihat nama depan, pekerjaan, iuran, dan sampai kapan saya terlindungi."),
        N_("Bila donatur bergabung dengan rekan kerjanya, rekannya melihat nama depan dan pekerjaan saya."),
        N_("Donatur tidak melihat NIK, nomor HP, alamat, tanggal lahir, atau keluarga saya."),
        N_("Saya boleh menarik undangan ini selama belum ada donatur yang menerimanya."),
    ),
)

OF_SPONSOR = ConsentText(
    "2026-11",
    (
        N_("Saya bersedia membayar iuran orang ini untuk bulan yang saya pilih."),
        N_("Saya boleh menjeda atau berhenti kapan saja, mulai bulan yang belum dibayar."),
        N_("Iuran yang sudah dibayar menjadi perlindungan pekerja dan tidak kembali kepada saya."),
        N_("Saya hanya melihat nama depan, pekerjaan, iuran, dan perlindungannya."),
    ),
)
