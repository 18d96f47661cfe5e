use clap::Command;

use super::*;
use crate::cli::context::Names;

#[test]
fn each_option_changes_its_own_setting() {
    let values = [
        ("access-log", ""),
        ("log-callers", ""),
        ("telemetry-content", ""),
        ("telemetry-callers", ""),
        ("path", "/a"),
        ("allow-host", "b.example,c.example"),
        ("allow-origin", "https://d.example"),
        ("cors", ""),
        ("health-path", "/e"),
        ("ready-path", "off"),
        ("playground", ""),
        ("auth-issuer", "https://f.example,https://g.example"),
        ("auth-resource", "https://h.example/mcp"),
        ("auth-audience", "i"),
        ("auth-jwks", "https://k.example/jwks"),
        ("auth-algorithms", "ES256,EdDSA"),
        ("auth-leeway", "61s"),
        ("auth-introspect", "https://l.example"),
        ("auth-scope-prefix", "m"),
        ("auth-lists", "granted"),
        ("no-auth", ""),
        ("auth-keys", "j"),
        ("auth-dev", ""),
        ("modern-only", ""),
        ("lenient", ""),
        ("body-limit", "7KiB"),
        ("call-timeout", "11s"),
        ("shutdown-timeout", "0s"),
        ("max-calls", "13"),
        ("workers", "59"),
        ("rate-limit", "17/min"),
        ("max-subscriptions", "19"),
        ("max-connections", "53"),
        ("max-bytes-in-flight", "67KiB"),
        ("max-answers", "37"),
        ("max-question", "41"),
        ("max-handles", "43"),
        ("max-handle-size", "47KiB"),
        ("keep-alive", "23s"),
        ("header-read-timeout", "29s"),
        ("idle-timeout", "31s"),
    ];
    let (defaults, names) = (Settings::default(), Names::default());
    let context = CommandContext {
        name: "name",
        version: "1.0.0",
        about: "A server",
        settings: &defaults,
        names: &names,
    };
    let command = Command::new("name").args(args(&context, |_, _| true));
    let known = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
    let given = values.iter().filter(|(name, _)| known(name));
    assert_eq!(
        given.clone().count(),
        SETTINGS.len(),
        "each has a value here"
    );
    let line = given
        .flat_map(|(name, value)| [format!("--{name}"), (*value).to_owned()])
        .filter(|word| !word.is_empty());
    let mut settings = Settings::default();
    apply(
        &mut settings,
        &command
            .clone()
            .get_matches_from(std::iter::once("name".to_owned()).chain(line)),
    );
    let listed =
        |names: &[&str]| Allowed::Listed(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(settings.path, "/a");
    assert_eq!(settings.hosts, listed(&["b.example", "c.example"]));
    assert_eq!(settings.origins, listed(&["https://d.example"]));
    assert!(settings.cors && settings.playground == known("playground"));
    assert_eq!(
        (
            settings.health_path.as_deref(),
            settings.ready_path.as_deref()
        ),
        (Some("/e"), None)
    );
    assert_eq!(
        (
            settings.body_limit,
            settings.max_calls,
            settings.max_subscriptions
        ),
        (7 << 10, 13, 19)
    );
    assert_eq!(
        (settings.max_connections, settings.max_bytes_in_flight),
        (53, 67 << 10)
    );
    assert_eq!((settings.max_answers, settings.max_question), (37, 41));
    assert_eq!(
        (settings.max_handles, settings.max_handle_size),
        (43, 47 << 10)
    );
    let times = [
        settings.call_timeout,
        settings.shutdown_timeout,
        settings.silence,
        settings.header_read_timeout,
        settings.idle_timeout,
    ];
    assert_eq!(times.map(|time| time.as_secs()), [11, 0, 23, 29, 31]);
    #[cfg(feature = "auth")]
    {
        let auth = &settings.auth_options;
        assert_eq!(auth.issuers, ["https://f.example", "https://g.example"]);
        assert_eq!(auth.resource.as_deref(), Some("https://h.example/mcp"));
        assert_eq!(
            [&auth.jwks, &auth.introspect, &auth.scope_prefix].map(|text| text.as_deref()),
            [
                Some("https://k.example/jwks"),
                Some("https://l.example"),
                Some("m")
            ]
        );
        assert_eq!(auth.algorithms, ["ES256", "EdDSA"]);
        assert_eq!(auth.leeway.as_secs(), 61);
        assert!(settings.no_auth && settings.lists_granted);
        assert_eq!(
            (&*auth.audiences, auth.keys.as_deref()),
            (&["i".to_owned()][..], Some("j"))
        );
        assert_eq!(settings.dev_issuer, known("auth-dev"));
    }
    assert!(settings.lenient_arguments);
    let telemetry = settings.telemetry;
    assert!(telemetry.access_log && telemetry.named_callers);
    #[cfg(feature = "opentelemetry")]
    assert!(telemetry.content && telemetry.callers);
    #[cfg(feature = "legacy")]
    assert!(settings.modern_only);
    #[cfg(feature = "rate-limit")]
    assert_eq!(settings.rate_limit, Some(Rate::per_minute(17)));
    // Settings that aren't given stay as the program has set them.
    let mut settings = Settings {
        max_calls: 5,
        cors: true,
        ..Settings::default()
    };
    apply(&mut settings, &command.get_matches_from(["name"]));
    assert!(settings.max_calls == 5 && settings.cors);
}
