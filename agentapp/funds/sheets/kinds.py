"""Every kind of problem, in the order in which an officer should mend them."""

from dataclasses import dataclass

from agentapp.core.errors import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` heads a list of rows with this problem; `repair` says what to do about each."""

    title: str
    repair: str


TO_REPAIR = {
    "nik_missing": Kind(N_("NIK kosong"), N_("Isi NIK: 16 angka di KTP.")),
    "nik_scientific": Kind(
        N_("NIK berubah menjadi seperti 1,30306E+15"),
        N_("Angka NIK hilang. Ubah format kolom menjadi Teks, lalu ketik ulang dari KTP."),
    ),
    "nik_rounded": Kind(
        N_("Angka terakhir NIK mungkin hilang"),
        N_("Excel mengganti angka ke-16 dengan 0. Ubah format kolom menjadi Teks, lalu ketik ulang."),
    ),
    "nik_letters": Kind(N_("Ada huruf di dalam NIK"), N_("Tulis NIK dengan angka 0 sampai 9 saja.")),
    "nik_length": Kind(N_("NIK bukan 16 angka"), N_("NIK ini %(count)d angka. NIK harus 16 angka.")),
    "nik_impossible": Kind(N_("NIK tidak mungkin benar"), N_("Periksa lagi NIK di KTP.")),
    "nik_twice": Kind(
        N_("NIK ada dua kali di berkas ini"), N_("NIK ini sudah ada di baris %(row)d. Hapus salah satu.")
    ),
    "name_missing": Kind(N_("Nama kosong"), N_("Tulis nama seperti di KTP.")),
    "name_odd": Kind(N_("Nama tidak terbaca"), N_("Tulis nama dengan huruf, seperti di KTP.")),
    "birth_date_odd": Kind(
        N_("Tanggal lahir tidak terbaca"), N_("Tulis tanggal lahir lengkap, misalnya 7/2/1968.")
    ),
    "birth_date_impossible": Kind(
        N_("Tanggal lahir tidak mungkin"), N_("Tanggal lahir ini tidak mungkin. Lihat KTP.")
    ),
    "sex_odd": Kind(N_("Jenis kelamin tidak terbaca"), N_("Tulis L untuk laki-laki atau P untuk perempuan.")),
    "village_missing": Kind(N_("Desa atau nagari kosong"), N_("Isi nama atau kode desa atau nagari.")),
    "village_code_unknown": Kind(
        N_("Kode desa tidak dikenal"), N_("Kode desa ini tidak ada. Tulis kode terbaru atau namanya.")
    ),
    "village_unconfirmed": Kind(
        N_("Nama desa atau nagari belum pasti"),
        N_("Pilih dulu desa atau nagari yang dimaksud, cukup sekali untuk tiap nama."),
    ),
    "missing": Kind(N_("Isian wajib masih kosong"), N_("Isi kolom ini.")),
    "income_odd": Kind(
        N_("Penghasilan tidak terbaca"), N_("Tulis penghasilan dengan angka, misalnya 1.500.000.")
    ),
    "programmes_odd": Kind(N_("Program tidak terbaca"), N_("Tulis JKK + JKM, atau JKK + JKM + JHT.")),
    "month_odd": Kind(
        N_("Bulan mulai tidak terbaca"), N_("Tulis bulan dan tahun, misalnya Januari 2027 atau 01/2027.")
    ),
    "months_odd": Kind(N_("Jumlah bulan tidak terbaca"), N_("Tulis jumlah bulan dari 1 sampai 24.")),
    "too_long": Kind(N_("Isian terlalu panjang"), N_("Tulis paling banyak %(most)d huruf.")),
}
"""What keeps a row out."""

TO_LOOK_AT = {
    "birth_differs": Kind(
        N_("Tanggal lahir berbeda dengan NIK"), N_("Tanggal lahir berbeda dengan angka di NIK. Lihat KTP.")
    ),
    "birth_swapped": Kind(
        N_("Hari dan bulan lahir tertukar"), N_("Hari dan bulan tertukar. Kami pakai yang cocok dengan NIK.")
    ),
    "sex_differs": Kind(
        N_("Jenis kelamin berbeda dengan NIK"), N_("Jenis kelamin berbeda dengan NIK. Lihat KTP.")
    ),
    "nik_region_unknown": Kind(
        N_("Kode wilayah lama di NIK"), N_("Kode wilayah di NIK tidak ada di daftar sekarang.")
    ),
    "phone_odd": Kind(
        N_("Nomor HP tidak terbaca"), N_("Nomor HP ini dilewati. Tulis seperti 0812-3456-7890.")
    ),
    "phone_rounded": Kind(
        N_("Angka nomor HP hilang"), N_("Nomor HP ini dilewati. Ubah format kolom menjadi Teks.")
    ),
    "decile_odd": Kind(N_("Desil tidak terbaca"), N_("Desil ini dilewati. Tulis angka dari 1 sampai 10.")),
    "decile_above": Kind(N_("Desil di atas 5"), N_("Desil %(decile)d. Bantuan biasanya untuk desil 1–5.")),
    "income_low": Kind(
        N_("Penghasilan sangat kecil"), N_("Penghasilan di bawah Rp100.000. Mungkin dalam ribuan rupiah?")
    ),
    "occupation_read_as": Kind(N_("Pekerjaan dibaca lain"), N_("Pekerjaan ini dibaca sebagai %(label)s.")),
    "heir_odd": Kind(
        N_("Ahli waris belum jelas"), N_("Tulis ahli waris seperti: Nurlela (istri). Yang ini dilewati.")
    ),
}
"""What somebody should look at; the row is taken in."""

KINDS = TO_REPAIR | TO_LOOK_AT

ORDER = {code: place for place, code in enumerate(KINDS)}
"""Sort problems by `ORDER[problem.code]`: what is to be mended first comes first."""
