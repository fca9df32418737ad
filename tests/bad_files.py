"""Files that are no reports, or harm: made byte by byte, so that each has exactly one thing wrong with it."""

from __future__ import annotations

import zlib
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, len(out))
    return out + head + table + trailer


def html() -> bytes:
    return b"<!DOCTYPE html><html><body>404 Not Found</body></html>" + b" " * 2000


def encrypted(folder: Path) -> bytes:
    canvas = Canvas(str(folder / "e.pdf"), encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Inspection of Barnsley")
    canvas.save()
    return (folder / "e.pdf").read_bytes()


def pictures(folder: Path) -> bytes:
    canvas = Canvas(str(folder / "p.pdf"))
    for _ in range(3):
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return (folder / "p.pdf").read_bytes()


def pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return raw_pdf(CATALOG, tree, *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * count)


def cyclic() -> bytes:
    return raw_pdf(
        CATALOG, b"<< /Type /Pages /Count 3 /Kids [2 0 R 3 0 R] >>", b"<< /Type /Pages /Count 2 /Kids [2 0 R] >>"
    )


def no_unicode() -> bytes:
    """A page whose only font has no map to Unicode and whose glyph names mean nothing."""
    names = b" ".join(b"/g%d" % code for code in range(33, 127))
    text = b"BT /F 12 Tf 72 700 Td (" + b"ABCDEFGH " * 12 + b") Tj ET"
    return raw_pdf(
        CATALOG,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [33 %s] >> >>" % names,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )


def bomb(size: int) -> bytes:
    """A page whose content is a small stream that unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q " * (1 << 19)) for _ in range(size >> 20)) + packer.flush()
    return raw_pdf(
        CATALOG,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    )
