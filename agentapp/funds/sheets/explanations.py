"""What belongs into each column of the template, for the page of explanations."""

from agentapp.core.errors import N_
from agentapp.funds.sheets.columns import Field

STEPS = (
    N_("Isi satu orang di satu baris, mulai di baris ke-3."),
    N_("Baris contoh boleh dihapus. Kalau tertinggal, baris itu dilewati."),
    N_("Jangan ubah judul kolom. Urutan kolom boleh diubah."),
    N_("Kolom bertanda * wajib diisi. Yang lain diisi kalau ada."),
    N_("Menempel dari berkas lain? Pilih Tempel Khusus, lalu Nilai."),
    N_("Simpan sebagai .xlsx, lalu unggah di halaman dana Anda."),
)

EXPLANATIONS = {
    Field.NUMBER: N_("Nomor urut. Boleh kosong."),
    Field.NIK: N_("16 angka seperti di KTP. Kolomnya sudah berformat Teks: jangan diubah."),
    Field.NAME: N_("Nama lengkap seperti di KTP."),
    Field.BIRTH_PLACE: N_("Kota atau kabupaten kelahiran."),
    Field.BIRTH_DATE: N_("Hari, bulan, tahun: 7/2/1968 atau 7 Februari 1968."),
    Field.SEX: N_("Pilih dari daftar, atau tulis L atau P."),
    Field.ADDRESS: N_("Jalan, RT/RW, jorong atau dusun."),
    Field.VILLAGE: N_("Nama desa, nagari, atau kelurahan. Kode seperti 13.03.06.2001 juga boleh."),
    Field.DISTRICT: N_("Nama kecamatan. Menolong kalau ada nama desa yang sama."),
    Field.PHONE: N_("Nomor HP yang aktif, misalnya 0812-3456-7890."),
    Field.MOTHER_NAME: N_("Nama ibu kandung."),
    Field.OCCUPATION: N_("Pilih dari daftar. Pekerjaan lain boleh ditulis sendiri."),
    Field.WORK_PLACE: N_("Tempat bekerja, misalnya Pasar Muaro."),
    Field.MONTHLY_INCOME: N_("Penghasilan sebulan dalam rupiah, misalnya 1.500.000."),
    Field.PROGRAMMES: N_("Pilih dari daftar. Kalau kosong, dipakai program dana ini."),
    Field.FIRST_MONTH: N_("Bulan pertama yang dibayar, misalnya Januari 2027."),
    Field.MONTHS: N_("Berapa bulan dibayar."),
    Field.SOURCE: N_("Asal data, misalnya DTSEN."),
    Field.DECILE: N_("Desil kesejahteraan, 1 sampai 10."),
    Field.HEIRS: N_("Nama dan hubungan: Rahmat (anak). Lebih dari satu: pisahkan dengan titik koma."),
}
"""In the order of the template's columns."""
