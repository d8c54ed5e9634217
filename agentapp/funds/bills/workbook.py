"""The list of a bill as a workbook."""

from collections.abc import Iterable
from io import BytesIO

from flask_babel import gettext as _
from xlsxwriter import Workbook

from agentapp.core.filters import month_name
from agentapp.funds.bills.listing import Name
from agentapp.funds.bills.models import Bill
from agentapp.places import registry

WIDTHS = (8, 36, 28, 28, 16)


def workbook(bill: Bill, names: Iterable[Name]) -> bytes:
    """XLSX: number, name, district, village and rupiah of each line, and the sum. Texts never become formulas."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(bill.number)
        bold, rupiah = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, [_("Tagihan"), bill.number, bill.fund.name, month_name(bill.month)], bold)
        titles = [_("Nomor"), _("Nama"), _("Kecamatan"), _("Desa"), _("Iuran (Rp)")]
        sheet.write_row(1, 0, titles, bold)
        row = 1
        for row, line in enumerate(names, 2):
            sheet.write_number(row, 0, line.number)
            for column, text in enumerate((line.name, *_place(line.village_code)), 1):
                sheet.write_string(row, column, text)
            sheet.write_number(row, 4, line.amount, rupiah)
        sheet.write_string(row + 1, 3, _("Jumlah"), bold)
        sheet.write_formula(row + 1, 4, f"=SUM(E3:E{row + 1})", rupiah, bill.amount)
    return file.getvalue()


def _place(village_code: str) -> tuple[str, str]:
    village = registry.place(village_code)
    return registry.district_name(village_code), village.name if village else village_code
