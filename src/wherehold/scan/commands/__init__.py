"""Acts that a scan or a phone brings about."""

from wherehold.scan.commands.saying import put_photo as put_photo
from wherehold.scan.commands.saying import put_photo_of_unknown as put_photo_of_unknown
from wherehold.scan.commands.saying import say_condition as say_condition
from wherehold.scan.commands.scans import record_scans as record_scans
from wherehold.scan.commands.settling import settle as settle
from wherehold.scan.commands.sync import take_op as take_op
from wherehold.scan.commands.taking import claim as claim
from wherehold.scan.commands.taking import link as link
from wherehold.scan.commands.taking import take as take
from wherehold.scan.commands.taking import take_back as take_back
