"""What people call the columns of a list, in Indonesian and English; folded, parted by `|`."""

from agentapp.funds.sheets.columns import Field

SYNONYMS = {
    Field.NUMBER: "no|nomor|no urut|nomor urut|nmr|number|#",
    Field.NIK: "nik|nik ktp|no ktp|nomor ktp|no nik|nomor nik|ktp|no induk kependudukan|nomor induk kependudukan"
    "|nomor induk|nik penerima|nik pekerja|nik peserta|no identitas|nomor identitas|no ktp nik|no e ktp|id number"
    "|national id|identity number|nik 16 digit",
    Field.NAME: "nama|nama lengkap|nama peserta|nama pekerja|nama penerima|nama tenaga kerja|nama tk|nama sesuai ktp"
    "|nama penerima manfaat|nama penerima bantuan|nama warga|nama calon peserta|nama petani|nama nelayan|nama anggota"
    "|nama orang|nama pedagang|nama ktp|nama penduduk|name|full name|worker name|nama dan gelar|nama individu|nama art",
    Field.BIRTH_PLACE: "tempat lahir|tmp lahir|tmpt lahir|tpt lahir|kota lahir|kota kelahiran|tempat kelahiran"
    "|birth place|birthplace|place of birth",
    Field.BIRTH_DATE: "tanggal lahir|tgl lahir|tgl lhr|tanggal kelahiran|tgl kelahiran|lahir|date of birth|birth date"
    "|birthdate|dob|tanggallahir|tgllahir",
    Field.BIRTH: "tempat tanggal lahir|tempat tgl lahir|tempat dan tanggal lahir|tempat dan tgl lahir|ttl|t t l"
    "|tmp tgl lahir|tempat lahir tanggal lahir|tpt tgl lahir|place and date of birth|tempat tgl lhr",
    Field.SEX: "jenis kelamin|jk|j k|l p|lp|kelamin|jns kelamin|jenkel|jns kel|sex|gender|jenis kelamin l p",
    Field.ADDRESS: "alamat|alamat lengkap|alamat rumah|alamat ktp|alamat domisili|alamat sesuai ktp|alamat tinggal"
    "|jalan|address|home address|tempat tinggal",
    Field.HAMLET: "jorong|dusun|korong|lingkungan|banjar|kampung|rw dusun|nama jorong|nama dusun|dukuh|hamlet",
    Field.RT: "rt|rt rw|no rt|rukun tetangga",
    Field.RW: "rw|no rw|rukun warga",
    Field.VILLAGE_CODE: "kode wilayah desa|kode desa|kode wilayah|kode nagari|kode kelurahan|kode desa kelurahan"
    "|kode kemendagri|village code|kode wil desa|kode gampong",
    Field.VILLAGE: "desa|kelurahan|nagari|desa kelurahan|kelurahan desa|desa kel|kel desa|nama desa|nama nagari"
    "|nama kelurahan|gampong|desa nagari|nagari desa|nagari kelurahan|desa nagari kelurahan|desa atau nagari|village"
    "|kel|nama desa kelurahan|wali nagari|kenagarian|desa atau kelurahan|pekon|lembang",
    Field.DISTRICT: "kecamatan|kec|nama kecamatan|distrik|district|subdistrict|sub district",
    Field.REGENCY: "kabupaten|kab|kab kota|kabupaten kota|kota|kota kabupaten|nama kabupaten|regency|city"
    "|kabupaten atau kota|nama kab kota",
    Field.PHONE: "hp|no hp|nomor hp|no handphone|nomor handphone|telepon|no telepon|nomor telepon|no telp|no tlp|telp"
    "|no wa|nomor wa|no hp wa|wa|whatsapp|no whatsapp|no hp aktif|nomor hp aktif|handphone|phone|phone number"
    "|mobile|mobile number|kontak|no kontak|nomor kontak|no telepon hp|hp wa|no hp whatsapp|nohp",
    Field.MOTHER_NAME: "nama ibu|nama ibu kandung|ibu kandung|nama gadis ibu|nama gadis ibu kandung|mother s name"
    "|mother name|mothers name|ibu|mother",
    Field.OCCUPATION: "pekerjaan|jenis pekerjaan|profesi|mata pencaharian|jenis usaha|bidang pekerjaan|occupation|job"
    "|job title|pekerjaan utama|jabatan|profesi pekerjaan",
    Field.WORK_PLACE: "lokasi kerja|tempat kerja|tempat bekerja|lokasi pekerjaan|lokasi bekerja|alamat kerja"
    "|alamat tempat kerja|lokasi usaha|tempat usaha|alamat usaha|work place|workplace|work location|nama usaha",
    Field.MONTHLY_INCOME: "penghasilan|penghasilan sebulan|penghasilan per bulan|penghasilan bulan|pendapatan"
    "|pendapatan per bulan|upah|upah dilaporkan|gaji|penghasilan rp|income|monthly income|salary|rata rata penghasilan"
    "|dasar upah|pendapatan sebulan|nominal upah",
    Field.PROGRAMMES: "program|jenis program|program bpjs|program diikuti|program yang diikuti|programmes|programs"
    "|program jaminan|jumlah program",
    Field.FIRST_MONTH: "bulan mulai|mulai bulan|bulan iur|bulan pertama|mulai|periode mulai|bulan awal|periode awal"
    "|first month|start month|bulan mulai iur|bulan kepesertaan|blth|tmt",
    Field.MONTHS: "jumlah bulan|jml bulan|jml bln|lama bulan|berapa bulan|bulan dibayar|lama|durasi|months"
    "|number of months|jumlah bulan iur|lama pembayaran|jumlah periode",
    Field.SOURCE: "sumber data|sumber|asal data|data source|source|basis data",
    Field.DECILE: "desil|desil kesejahteraan|decile|desil dtsen|desil p3ke|tingkat kesejahteraan",
    Field.HEIRS: "ahli waris|nama ahli waris|heir|heirs|nama ahliwaris|ahliwaris|penerima waris|beneficiary|heirs name"
    "|heir name|name of heir|name of the heir",
    Field.HEIR_RELATION: "hubungan|hubungan ahli waris|hub ahli waris|hubungan dengan ahli waris|relation|hub keluarga"
    "|hubungan keluarga ahli waris|hubungan dengan pekerja|status ahli waris|relationship"
    "|heirs relation|heir relation|heirs relationship|relation of the heir",
    Field.HEIR_PHONE: "no hp ahli waris|nomor hp ahli waris|hp ahli waris|telepon ahli waris|no telp ahli waris"
    "|kontak ahli waris|heirs mobile number|heirs phone|heirs phone number|heir mobile number|heir phone"
    "|heir phone number|phone of the heir",
}

OTHERS = (
    "no kk|nomor kk|no kartu keluarga|nomor kartu keluarga|kk|nkk|nik ibu|nik ayah|nik ahli waris|nik pasangan"
    "|nik suami|nik istri|nik kepala keluarga|nama ayah|nama kk|nama kepala keluarga|nama suami|nama istri"
    "|nama pasangan|nama bank|nama kelompok|nama kelompok tani|nama opd|nama perusahaan|nama dinas|nama pasar"
    "|nama tps|opd|dinas|email|alamat email|e mail|umur|usia|age|agama|pendidikan|status|status kawin"
    "|status perkawinan|status pernikahan|keterangan|ket|catatan|kpj|no kpj|nomor kpj|no peserta|nomor peserta"
    "|no rekening|nomor rekening|rekening|npwp|provinsi|prov|kode pos|tanda tangan|ttd|paraf|iuran|jumlah iuran"
    "|iuran jkk|iuran jkm|total iuran|tanggal daftar|tgl daftar|tanggal lahir ahli waris|tgl lahir ahli waris"
    "|alamat ahli waris|pekerjaan ahli waris|foto|latitude|longitude|tanggal|tgl|alasan perbaikan|kode kecamatan"
    "|kode kabupaten|kode provinsi|hubungan keluarga|shdk|jumlah|jumlah tanggungan|luas lahan|golongan darah"
    "|nama gadis|what to correct|kolom lain|other column|heirs nik|heir nik|heirs address|heirs date of birth"
    "|heirs occupation"
)
"""Columns of such lists that hold something else, however like one of ours they are called."""
