import pytest
from pydantic import ValidationError

from bot import config
from bot.config import SettingsError


@pytest.fixture
def load(tmp_path):
    """Loads settings from an environment and, where given, the text of an `.env`."""

    def load(dotenv="", /, **environ):
        path = tmp_path / ".env"
        path.write_text(dotenv, encoding="utf-8")
        return config.load(environ, path)

    return load


def test_without_anything_set_it_serves_this_machine_alone(load):
    found = load()
    assert found.settings == config.Settings()
    assert found.settings.host == "127.0.0.1"
    assert found.settings.page_url == "http://127.0.0.1:8080"
    assert found.sources == {}
    assert found.warnings == ()


def test_the_environment_wins_over_the_file_and_both_are_told_of(load):
    found = load("PUFA_PORT=9000\nPUFA_HOST=0.0.0.0\n", PUFA_PORT="9001")
    assert (found.settings.host, found.settings.port) == ("0.0.0.0", 9001)
    assert found.sources == {"host": ".env", "port": "environment"}


def test_an_empty_value_means_the_default(load):
    found = load(PUFA_PORT="")
    assert found.settings.port == 8080
    assert found.sources == {}


def test_without_an_env_file_there_is_only_the_environment(tmp_path):
    found = config.load({"PUFA_PORT": "9001"}, tmp_path / "nowhere")
    assert found.settings.port == 9001


def test_a_secret_may_stand_in_a_file_of_its_own(load, tmp_path):
    secret = tmp_path / "token"
    secret.write_text("123:abc\n", encoding="utf-8")
    found = load(PUFA_TELEGRAM_TOKEN_FILE=str(secret))
    assert found.settings.telegram_token.get_secret_value() == "123:abc"
    assert found.sources == {"telegram_token": "environment, PUFA_TELEGRAM_TOKEN_FILE"}


def test_a_secret_never_shows_itself(load):
    found = load(PUFA_TELEGRAM_TOKEN="123:abc")
    assert "123:abc" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PUFA_PORT", "0", "PUFA_PORT: found '0', Input should be greater than or equal to 1"),
        ("PUFA_PORT", "eighty", "PUFA_PORT: found 'eighty', .*valid integer.*1 to 65535"),
        ("PUFA_TELEGRAM_WEBHOOK", "maybe", "found 'maybe', .*0: long polling"),
        ("PUFA_PUBLIC_URL", "pufa.cn", "found 'pufa.cn', must begin with https:// or http://"),
        ("PUFA_STAFF_CHAT", "-100123", "must be telegram:CHAT_ID, for example telegram:-100"),
        ("PUFA_STAFF_CHAT", "telegram:staff", "must be telegram:CHAT_ID"),
        ("PUFA_TIMEZONE", "Beijing", "must be a time zone such as Asia/Shanghai"),
        ("PUFA_TIMEZONE", "../etc", "must be a time zone such as Asia/Shanghai"),
        ("PUFA_RETENTION_DAYS", "forever", "found 'forever', .*1 to 3650"),
        ("PUFA_LOG_LEVEL", "loud", r"\(debug, info, warning or error\)"),
        ("PUFA_WECHAT_APPID", "gh_0123", "found 'gh_0123', must begin with wx"),
        ("PUFA_WECHAT_TOKEN", "ab", r"WECHAT_TOKEN: found \(secret\), must have 3 to 32"),
        ("PUFA_WECHAT_AES_KEY", "A" * 42, r"found \(secret\), .*this has 42 characters"),
        ("PUFA_WECHAT_SECRET", "two words", r"found \(secret\), must be in one word"),
        ("PUFA_WECHAT_NOTICE", "abc", "must be TEMPLATE:FIELD"),
        ("PUFA_WECHAT_NOTICE_PAGE", "mp.weixin.qq.com/s/a", "must begin with https://"),
        ("PUFA_WECHAT_NOTICE_PAGE", "https://mp.weixin.qq.com/s/a", "without PUFA_WECHAT_NOTICE"),
        ("PUFA_WECHAT_API", "api.weixin.qq.com", "must begin with https://"),
        ("PUFA_WECHAT_APPID", "wx0123456789abcdef", "no use without PUFA_WECHAT_TOKEN"),
        ("PUFA_WECHAT_AES_KEY", "A" * 43, "no use without PUFA_WECHAT_APPID"),
        ("PUFA_WECOM_SECRET", "s3cret", "no use without PUFA_WECOM_CORPID"),
        ("PUFA_WECOM_CORPID", "ww0123", "no use without PUFA_WECOM_SECRET"),
        ("PUFA_WECOM_AGENT", "1000002", "no use without PUFA_WECOM_SECRET"),
        ("PUFA_WECOM_ROBOT_KEY", "https://qyapi.test/send?key=a", "stands behind key="),
        ("PUFA_TELEGRAM_TOKEN_FILE", "/nowhere", "TOKEN_FILE: cannot read /nowhere: No such file"),
    ],
)
def test_a_wrong_value_names_the_setting_what_was_found_and_what_is_allowed(
    load, name, value, message
):
    with pytest.raises(SettingsError, match=message) as caught:
        load(**{name: value})
    assert "\n" not in str(caught.value)


def test_a_webhook_needs_an_address_that_telegram_reaches(load):
    with pytest.raises(SettingsError, match="needs PUFA_PUBLIC_URL to begin with https://"):
        load(PUFA_TELEGRAM_WEBHOOK="1", PUFA_PUBLIC_URL="http://pufa.example.cn")
    assert load(PUFA_TELEGRAM_WEBHOOK="1", PUFA_PUBLIC_URL="https://pufa.example.cn/").settings


def test_an_address_is_kept_without_the_slash_at_its_end(load):
    settings = load(PUFA_PUBLIC_URL="https://pufa.example.cn/").settings
    assert settings.page_url == "https://pufa.example.cn"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("PUFA_TELEGRAM_TOCKEN", "did you mean PUFA_TELEGRAM_TOKEN?"),
        ("PUFA_DATADIR", "did you mean PUFA_DATA_DIR?"),
        ("PUFA_QWXYZVJK", "`pufa config` lists the known ones"),
    ],
)
def test_an_unknown_name_is_a_warning_that_names_the_nearest(load, name, hint):
    (warning,) = load(**{name: "x"}).warnings
    assert warning.startswith(f"unknown setting {name} is ignored")
    assert warning.endswith(hint)


def test_names_of_others_are_none_of_its_business(load):
    assert load("HOME=/root\n", PATH="/bin").warnings == ()


def test_all_that_must_be_kept_lies_below_the_data_folder(load, tmp_path):
    settings = load(PUFA_DATA_DIR=str(tmp_path)).settings
    kept = (settings.database_file, settings.overlay_dir, settings.statutes_dir)
    assert all(path.parent == tmp_path for path in kept)


def test_settings_are_frozen(load):
    with pytest.raises(ValidationError, match="frozen"):
        load().settings.port = 1
