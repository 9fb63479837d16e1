import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from campus.accounts.adapter import SecondFactorAdapter
from campus.accounts.second_factors import SecondFactorSecrets
from campus.encryption import keys
from campus.encryption.rotation import add_key
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "keys.json")
    keys.forget_keyring()
    yield
    keys.forget_keyring()


def with_secret(part="secret", kind=Authenticator.Type.TOTP):
    data = {part: SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")}
    return Authenticator.objects.create(user=UserFactory(), type=kind, data=data)


@pytest.mark.parametrize(("part", "kind"), [("secret", Authenticator.Type.TOTP),
                                            ("seed", Authenticator.Type.RECOVERY_CODES)])
def test_a_new_key_reaches_the_secrets_of_second_factors(part, kind):
    factor = with_secret(part, kind)
    before = factor.data[part]
    call_command("rotate_encryption_keys", new_key=True)
    factor.refresh_from_db()
    assert factor.data[part] != before
    assert SecondFactorAdapter().decrypt(factor.data[part]) == "JBSWY3DPEHPK3PXP"
    assert SecondFactorSecrets().key_usage() == {keys.keyring(fresh=True).current: 1}


def test_running_it_again_changes_nothing_and_passkeys_have_no_secret():
    with_secret()
    Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    assert SecondFactorSecrets().reencrypt() == {"values": 1, "changed": 0}


def test_a_key_that_still_opens_a_second_factor_is_not_retired():
    with_secret()
    old = keys.keyring(fresh=True).current
    add_key()
    with pytest.raises(CommandError):
        call_command("rotate_encryption_keys", retire=old)
    call_command("rotate_encryption_keys")
    call_command("rotate_encryption_keys", retire=old)
    assert old not in keys.keyring(fresh=True).keys
