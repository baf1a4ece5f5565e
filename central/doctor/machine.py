"""The machine: certificate, disk, backups, who can read the files."""

import shutil
from datetime import UTC, datetime

from central import certificates, tls
from central.catalog import Catalog
from central.doctor import FAILURE, OK, WARNING, Answer, Patient, check, listed

GB = 1 << 30
SECRETS = ("config/users.txt", "tls/server.key", "tls/ca.key", "data", "run", "archive", "backups", "log")
BACKUP_HOURS = 26


@check("The certificate", site=True, standby=True)
def certificate(patient: Patient) -> Answer:
    path, host = certificates.certificate(patient.own), patient.own.host
    days, names = tls.days_left(path), tls.names(path)
    text = f"for {', '.join(names)}, {days} days left"
    renew = (
        "locanext-central init"
        if certificates.authority(patient.own).exists()
        else "init --cert … --key … with a new one"
    )
    if days < 0:
        return FAILURE, f"for {', '.join(names)}, expired", renew
    tls.check_pair(path, path.with_name("server.key"))
    if host not in names and not any(name.startswith("*.") and host.endswith(name[1:]) for name in names):
        return FAILURE, f"{text}; clients that come to {host} refuse it", renew
    return (WARNING, text, renew) if days < tls.RENEW_DAYS // 2 else (OK, text)


@check("Free disk", site=True, standby=True)
def disk(patient: Patient) -> Answer:
    places = (patient.own.data, patient.own.backups, patient.own.archive)
    room = [(shutil.disk_usage(path), path) for path in places if path.exists()]
    usage, path = min(room, key=lambda one: one[0].free)
    text = f"{usage.free / GB:.1f} GB of {usage.total / GB:.0f} GB free for {path}"
    if usage.free < GB:
        return FAILURE, text, "make room now: PostgreSQL stops when it is full"
    return (WARNING, text, "make room") if usage.free < max(5 * GB, usage.total // 20) else (OK, text)


@check("The last backup", site=True)
def backup(patient: Patient) -> Answer:
    good = Catalog(patient.own.backups).good()
    if not good:
        return WARNING, "there is none", "locanext-central backup"
    age = datetime.now(UTC) - good[-1].finished
    text = f"{good[-1].name}, {age.total_seconds() / 3600:.0f} hours ago"
    if age.total_seconds() > BACKUP_HOURS * 3600:
        return WARNING, text, "locanext-central backup; why did the nightly one not run?"
    return OK, text


@check("Who can read the files", site=True, standby=True)
def secret_files(patient: Patient) -> Answer:
    found = [name for name in SECRETS if (path := patient.own.home / name).exists() and path.stat().st_mode & 0o007]
    if found:
        return FAILURE, f"every user of this machine: {listed(found)}", "chmod o-rwx"
    return OK, "the service user and root"
