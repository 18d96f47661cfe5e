use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Arg;

use super::*;
use crate::prelude::*;

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

#[tokio::test]
async fn a_command_of_ones_own_gets_the_server_and_its_arguments() {
    let count = Arc::new(AtomicUsize::new(0));
    let cli = || {
        let count = count.clone();
        let add = Command::new("add").arg(Arg::new("N").required(true));
        Hello::new()
            .command(Command::new("add"), async |_, _| {
                Err("the later one counts".into())
            })
            .command(
                Command::new("check").about("Replaces the built-in one"),
                async |_, _| Err("not today".into()),
            )
            .command(add, async move |server, args: ArgMatches| {
                let n: usize = text(&args, "N").parse()?;
                count.fetch_add(n + server.definition().tools().len(), Ordering::Relaxed);
                Ok(())
            })
    };
    let run = async |line: &[&str]| {
        let matches = cli()
            .clap(&Names::default())
            .try_get_matches_from(line)
            .map_err(|e| e.to_string())?;
        cli()
            .run(&matches)
            .await
            .map(|ended| matches!(ended, Ended::Done))
            .map_err(|e| e.to_string())
    };
    assert_eq!(run(&["hello", "add", "2"]).await, Ok(true));
    assert_eq!(count.load(Ordering::Relaxed), 3);
    assert!(
        run(&["hello", "add", "two"])
            .await
            .is_err_and(|e| e.contains("invalid digit"))
    );
    assert!(
        run(&["hello", "add"])
            .await
            .is_err_and(|e| e.contains("<N>"))
    );
    assert_eq!(run(&["hello", "check"]).await, Err("not today".to_owned()));
    assert_eq!(
        run(&["hello", "call", "hello", "--store", "memory"]).await,
        Ok(true)
    );
    assert!(
        run(&["hello", "call", "hello", "--store", "mysql://x"])
            .await
            .is_err_and(|e| e.contains("names no store"))
    );
    let opened = async |line: &[&str], command: Command| {
        let cli = Hello::new().command(command, async |server, _| {
            Err(format!("{:?}", server.check()).into())
        });
        let matches = cli
            .clap(&Names::default())
            .try_get_matches_from(line)
            .map_err(|e| e.to_string())?;
        cli.run(&matches).await.map(drop).map_err(|e| e.to_string())
    };
    let tidy = Command::new("tidy");
    assert_eq!(
        opened(&["hello", "tidy", "--store", "memory"], tidy.clone()).await,
        Err("Ok(())".to_owned())
    );
    assert!(
        opened(&["hello", "tidy", "--store", "mysql://x"], tidy.clone())
            .await
            .is_err_and(|e| e.contains("names no store"))
    );
    let own = tidy.arg(Arg::new("where").long("store").num_args(1));
    assert_eq!(
        opened(&["hello", "tidy", "--store", "shelf"], own).await,
        Err("Ok(())".to_owned())
    );
    assert!(
        run(&["hello", "--help"])
            .await
            .is_err_and(|help| help.matches("check ").count() == 1)
    );
}
