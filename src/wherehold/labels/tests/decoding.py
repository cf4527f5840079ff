"""Reading labels back, by two decoders that know nothing of each other."""

import io


def picture(png):
    from PIL import Image

    return Image.open(io.BytesIO(png)).convert("L")


def by_zxing(image):
    import zxingcpp

    return [code.text for code in zxingcpp.read_barcodes(image)]


def by_another(image, symbol_format):
    """Read with zbar, or with libdmtx what zbar does not know. FNC1 comes as GS, if at all."""
    if symbol_format == "DataMatrix":
        from pylibdmtx import pylibdmtx

        found = pylibdmtx.decode(image, max_count=1, timeout=2_000)
    else:
        from pyzbar import pyzbar

        wanted = {"QRCode": "QRCODE", "Code128": "CODE128"}[symbol_format]
        found = pyzbar.decode(image, symbols=[getattr(pyzbar.ZBarSymbol, wanted)])
    return [code.data.decode() for code in found]


def crop(image, box_mm, dpi):
    """Cut a part out of a page; `box_mm` is left, top, width, height."""
    left, top, width, height = (mm * dpi / 25.4 for mm in box_mm)
    return image.crop((int(left), int(top), int(left + width), int(top + height)))


def plain(elements):
    """Return element strings as a decoder without GS1 tells them."""
    return elements.replace("(", "").replace(")", "")
