"""Addresses as squares that a phone's camera reads."""

from base64 import b64encode


def qr(address: str) -> str:
    """Return an address as the source of a picture: a QR code."""
    import zxingcpp

    drawn = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode)
    svg = str(drawn.to_svg(scale=4))
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
