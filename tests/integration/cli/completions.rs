//! Shell completions.

use std::process::{Command, Stdio};

use super::{run, stderr, stdout};

#[tokio::test]
async fn each_shell_gets_a_script() {
    for (shell, sign) in [
        ("bash", "complete -F _everything"),
        ("zsh", "#compdef everything"),
        ("fish", "complete -c everything"),
        (
            "powershell",
            "Register-ArgumentCompleter -Native -CommandName 'everything'",
        ),
        ("elvish", "edit:completion:arg-completer[everything]"),
    ] {
        let output = run(&["completions", shell]).await;
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let script = stdout(&output);
        assert!(
            script.contains(sign) && script.contains("max-subscriptions"),
            "{shell}: {script}"
        );
    }
    let wrong = run(&["completions", "cmd"]).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("powershell"), "{}", stderr(&wrong));
}

#[tokio::test]
async fn bash_completes_commands_tools_and_prompts() {
    let script = stdout(&run(&["completions", "bash"]).await);
    for (line, completed) in [
        ("everything comp", "completions"),
        ("everything call count_w", "count_words"),
        ("everything schema count_w", "count_words"),
        ("everything prompt let", "letter"),
        ("everything install cu", "cursor"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let ask = format!(
            "{script}\nCOMP_WORDS=({line}); COMP_CWORD={}; _everything everything {last} {before}; echo ${{COMPREPLY[@]}}",
            words.len() - 1
        );
        let output = Command::new("bash")
            .args(["--norc", "-c", &ask])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(
            stdout(&output).trim(),
            completed,
            "{line}: {}",
            stderr(&output)
        );
    }
}
