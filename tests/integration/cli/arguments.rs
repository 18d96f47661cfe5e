//! How arguments are written on the command line, and what is said of those that are wrong.

use std::process::Output;

use serde_json::Value;

use super::{command, folder, piped, run, stderr, stdout};

/// Checks that nothing ran, and that the error says what to write.
fn refused(output: &Output, said: &str, args: &[&str]) {
    let error = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert_eq!(stdout(output), "", "{args:?}");
    assert!(error.contains(said), "{args:?}: {error}");
}

const BOOKING: [&str; 4] = ["call", "check_booking", "name=Ada", "day=2026-07-28"];

#[tokio::test]
async fn values_are_read_by_the_schema() {
    let written = [
        r#"guests={"name":"Bob","diet":"any","age":7}"#,
        r#"guests={"name":"Cem","diet":"vegan"}"#,
        "hours=2.5",
        "high_chairs=1",
        "wine.red=2",
        "wine.vin.gris=1",
    ];
    let output = run(&[&BOOKING[..], &written].concat()).await;
    assert_eq!(
        stdout(&output),
        "Ada, 2026-07-28 at 19:00 for 2.5 hours, high chairs: Some(1), \
         wine: {\"red\": 2, \"vin.gris\": 1}, guests: Bob (Any, Some(7)), Cem (Vegan, None)\n",
        "{}",
        stderr(&output)
    );
    // A text is a text, whatever it looks like.
    for text in ["7", "null", "[1]", "{}", "\"quoted\"", "a=b", "--"] {
        let output = run(&["call", "search", &format!("query={text}")]).await;
        let said = format!("0 of at most 10 results for {text:?}\n");
        assert_eq!(stdout(&output), said, "{}", stderr(&output));
    }
}

#[tokio::test]
async fn a_list_is_one_value_or_several() {
    let two = "2 wiped\n";
    for (names, said) in [
        (&["names=a"][..], "1 wiped\n"),
        (&["names=a", "names=b"], two),
        (&[r#"names=["a","b"]"#], two),
        (&[r#"names=["a"]"#, "names=7"], two),
    ] {
        let args = [&["call", "wipe"], names, &["--answer", "ok=accept"]].concat();
        let output = run(&args).await;
        assert_eq!(stdout(&output), said, "{names:?}: {}", stderr(&output));
    }
}

#[tokio::test]
async fn a_variant_is_chosen_by_its_tag() {
    for (written, said) in [
        (
            &["shape.kind=square", "shape.side=2"][..],
            "4.00 square metres\n",
        ),
        (
            &["shape.diameter=2", "shape.kind=round"],
            "3.14 square metres\n",
        ),
        (
            &[r#"shape={"kind":"square","side":1}"#],
            "1.00 square metres\n",
        ),
    ] {
        let output = run(&[&["call", "table_area"], written].concat()).await;
        assert_eq!(stdout(&output), said, "{}", stderr(&output));
    }
}

#[tokio::test]
async fn an_object_has_all_arguments_and_pairs_count_more() {
    let folder = folder("arguments");
    let (object, text) = (folder.join("words.json"), folder.join("words.txt"));
    std::fs::write(&object, r#"{"text": "one two"}"#).unwrap();
    std::fs::write(&text, "one two three\n").unwrap();
    let (object, text) = (
        format!("@{}", object.display()),
        format!("text=@{}", text.display()),
    );
    for (args, count) in [
        (&[r#"{"text":"one"}"#][..], "1\n"),
        (&[&object], "2\n"),
        (&[&object, "text=one"], "1\n"),
        (&[&object, &text], "3\n"),
        (&["text=@@ada and @bob"], "3\n"),
    ] {
        let output = run(&[&["call", "count_words"], args].concat()).await;
        assert_eq!(stdout(&output), count, "{args:?}: {}", stderr(&output));
    }
    let whole = piped(
        command(&["call", "count_words", "-"]).await,
        r#"{"text": "one two"}"#,
    );
    assert_eq!(stdout(&whole), "2\n", "{}", stderr(&whole));
    let one = piped(
        command(&["call", "count_words", "text=-"]).await,
        "one\ntwo\nthree\n",
    );
    assert_eq!(stdout(&one), "3\n", "{}", stderr(&one));
    let number = piped(
        command(&["call", "search", "query=a", "limit=-"]).await,
        "7\n",
    );
    assert_eq!(
        stdout(&number),
        "0 of at most 7 results for \"a\"\n",
        "{}",
        stderr(&number)
    );
    let twice = ["call", "search", "query=-", "limit=-"];
    refused(
        &piped(command(&twice).await, "7\n"),
        "write `-` once",
        &twice,
    );
    // A file that is larger than a request may be isn't read to its end.
    #[cfg(target_os = "linux")]
    {
        let endless = ["call", "count_words", "text=@/dev/zero"];
        refused(&run(&endless).await, "is too large", &endless);
    }
}

#[tokio::test]
async fn what_cannot_be_read_ends_with_2_and_says_what_to_write() {
    for (args, said) in [
        (&["count_words", "txt=a"][..], "did you mean `text`?"),
        (
            &["whoami", "x=1"],
            "there is no argument `x`; it takes none",
        ),
        (&["search", "colour=red"], "there are: query, limit"),
        (
            &["table_area", "shape.knd=round"],
            "did you mean `shape.kind`?",
        ),
        (&["count_words", "text.a=1"], "did you mean `text`?"),
        (
            &["check_booking", "hours=long"],
            "`hours` takes a number, and not `long`",
        ),
        (&["check_booking", "high_chairs=x"], "write `high_chairs=2`"),
        (
            &["check_booking", "wine.red=much"],
            "`wine.red` takes a whole number",
        ),
        (&["table_area", "shape=round"], "write `shape.kind=…`"),
        (
            &["test_header_params", "replica=yes"],
            "write `replica=true`",
        ),
        (
            &["count_words", "text=a", "text=b"],
            "`text` is given 2 times",
        ),
        (
            &["check_booking", "wine={}", "wine.red=1"],
            "write one or the other",
        ),
        (&["count_words", "text"], "write `key=value`"),
        (&["count_words", "=a"], "write `key=value`"),
        (&["count_words", "{"], "is no JSON object"),
        (&["count_words", "{}", "{}"], "write others as `key=value`"),
        (
            &["count_words", "@nowhere.json"],
            "nowhere.json can't be read",
        ),
        (
            &["count_words", "text=@nowhere.txt"],
            "nowhere.txt can't be read",
        ),
        // Found by the server.
        (
            &["count_words"],
            "`call count_words --help` shows the rules:\n- `text` is required",
        ),
        (&["count_words", r#"{"txt":"a"}"#], "`text` is required"),
        (
            &["check_booking", "day=someday"],
            "`day` must be a date such as 2026-07-28",
        ),
        (&["check_booking", "high_chairs=9"], "`high_chairs` must be"),
        (&["table_area", "shape.kind=oval"], "`shape"),
    ] {
        refused(&run(&[&["call"], args].concat()).await, said, args);
    }
    let prompt = ["prompt", "letter", "too=Ada"];
    refused(&run(&prompt).await, "did you mean `to`?", &prompt);
}

#[tokio::test]
async fn json_is_the_whole_result() {
    let whole = async |args: &[&str], code: i32| -> Value {
        let output = run(args).await;
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        serde_json::from_str(&stdout(&output)).unwrap()
    };
    let data = whole(&["call", "whole_result", "--json"], 0).await;
    assert_eq!(data["structuredContent"], 21);
    assert_eq!(data["isError"], false);
    assert_eq!(data["_meta"]["com.example/sensor"], "roof");
    assert_eq!(data["content"][0]["type"], "text");
    let image = whole(&["call", "--json", "test_image_content"], 0).await;
    assert_eq!(image["content"][0]["mimeType"], "image/png");
    assert!(image["content"][0]["data"].is_string());
    let failed = whole(&["call", "test_error_handling", "--json"], 1).await;
    assert_eq!(failed["isError"], true);
    let wrong = whole(&["call", "count_words", "--json"], 2).await;
    assert_eq!(wrong["isError"], true);
    let asked = whole(&["call", "order", "sku=tea", "--json"], 1).await;
    assert!(asked["inputRequests"]["confirm"].is_object(), "{asked}");
    let refused = whole(&["read", "project:///no", "--json"], 1).await;
    assert_eq!(refused["error"]["code"], -32602);
    let read = whole(&["read", "project:///README.md", "--json"], 0).await;
    assert_eq!(read["contents"][0]["text"], "# Read me\n");
    let prompt = whole(&["prompt", "letter", "to=Ada", "--json"], 0).await;
    assert_eq!(prompt["messages"][0]["role"], "user");
}

#[tokio::test]
async fn help_shows_what_an_item_takes() {
    let booking = stdout(&run(&["call", "check_booking", "--help"]).await);
    for line in [
        "Usage: everything call check_booking [OPTIONS] [KEY=VALUE]...\n",
        "Name that the table is under [required] [1 to 80 characters] [example: Ada Lovelace]\n",
        "\n  day=<date> ",
        "[matches ^[0-2][0-9]:[03]0$] [default: 19:00]\n",
        "\n  guests=<object>...  ",
        "Who comes [required] [1 to 12 items]\n",
        "\n  guests[].diet=<any|vegetarian|vegan>  What they eat [required]\n",
        "\n  hours=<number>  ",
        "[0.5 to 4.0] [default: 2.0]\n",
        "\n  wine.<KEY>=<integer>  ",
    ] {
        assert!(booking.contains(line), "{line:?}: {booking}");
    }
    let area = stdout(&run(&["call", "-h", "table_area"]).await);
    assert!(area.contains("\n  shape.kind=<round|square> "), "{area}");
    assert!(
        area.contains("In metres [with kind=round] [required]\n"),
        "{area}"
    );
    let wipe = stdout(&run(&["call", "wipe", "--help"]).await);
    assert!(
        wipe.contains("\n  names=<string>...  What to wipe [required]\n"),
        "{wipe}"
    );
    assert!(
        wipe.contains("Questions:\n  --answer ok=ANSWER\n"),
        "{wipe}"
    );
    let none = stdout(&run(&["call", "whoami", "--help"]).await);
    assert!(none.contains("It takes no arguments.\n"), "{none}");
    let letter = stdout(&run(&["prompt", "letter", "--help"]).await);
    assert!(
        letter.contains("\n  to=<string>     To whom [required]\n"),
        "{letter}"
    );
    let unknown = ["call", "count_wrods", "--help"];
    refused(
        &run(&unknown).await,
        "did you mean `count_words`?",
        &unknown,
    );
    // Help opens no state.
    let mut closed = command(&["call", "whoami", "--help"]).await;
    closed.env("EVERYTHING_DATABASE", "none");
    assert_eq!(stdout(&closed.output().unwrap()), none);
}
