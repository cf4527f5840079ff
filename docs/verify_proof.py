"""Check a proof by `wherehold ledger prove SEQ -o PROOF.json`, without Wherehold or its database.

Usage: python3 verify_proof.py PROOF.json [PUBLIC_KEY]
PUBLIC_KEY, from a source you trust, must be the one in the proof. Exit codes: 0 it holds, 1 it
does not, 2 it does, but the signature was not checked for want of the `cryptography` package.
"""

import hashlib
import hmac
import json
import sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def climb(digest, position, last, path):  # RFC 9162, section 2.1.3.2
    assert 0 <= position <= last, "no such position"
    for other in map(bytes.fromhex, path):
        assert last, "the path is too long"
        if position & 1 or position == last:
            digest = hashlib.sha256(b"\x01" + other + digest).digest()
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = hashlib.sha256(b"\x01" + digest + other).digest()
        position, last = position >> 1, last >> 1
    assert last == 0, "the path is too short"
    return digest


def check(proof, trusted):
    root, leaf = proof["root"], bytes.fromhex(proof["leaf"])
    if proof["salt"]:  # Else the entry was erased: it is there, but says nothing.
        tied = hmac.digest(bytes.fromhex(proof["salt"]), canonical(proof["data"]), "sha256")
        made = b"\x00" + canonical(proof["header"]) + tied
        assert hashlib.sha256(made).digest() == leaf, "the entry is not what was recorded"
    reached = climb(leaf, proof["position"], root["size"] - 1, proof["path"])
    assert reached.hex() == root["root"], "the entry does not lead to the root"
    assert trusted in (None, root["public_key"]), "another key signed than the one given"
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return 2
    signed = canonical({k: root[k] for k in ("root", "sealed_at", "size", "type")})
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(root["public_key"]))
    key.verify(bytes.fromhex(root["signature"]), signed)
    return 0


if __name__ == "__main__":
    try:
        proof = json.load(open(sys.argv[1], encoding="utf-8"))
        code = check(proof, sys.argv[2] if sys.argv[2:] else None)
    except Exception as error:
        sys.exit(f"The proof does not hold: {type(error).__name__} {error}")
    print(f"Entry {proof['seq']} is in the ledger sealed {proof['root']['sealed_at']}:")
    print(canonical({**proof["header"], "data": proof["data"]}).decode())
    sys.exit(code)
