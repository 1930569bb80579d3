
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'amosync' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'amosync'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'amosync' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write the shortest configuration that works')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check all that a sync needs, and say what to do')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Sign in and out, and look after the tokens')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Show the account behind the token')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Compare the account with the mapping, and create what is missing')
            [CompletionResult]::new('fields', 'fields', [CompletionResultType]::ParameterValue, 'Show, create and delete custom fields')
            [CompletionResult]::new('mapping', 'mapping', [CompletionResultType]::ParameterValue, 'Look at the mapping, and test it')
            [CompletionResult]::new('pipelines', 'pipelines', [CompletionResultType]::ParameterValue, 'Show the funnels and their stages')
            [CompletionResult]::new('sync-user', 'sync-user', [CompletionResultType]::ParameterValue, 'Bring users up to date: contact, and what their roles add')
            [CompletionResult]::new('sync-course', 'sync-course', [CompletionResultType]::ParameterValue, 'Bring courses up to date: product, deal, and a supplier that the CRM lacks')
            [CompletionResult]::new('sync-usercourse', 'sync-usercourse', [CompletionResultType]::ParameterValue, 'Bring the enrolment of a client in a course up to date')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring the CRM up to date with the platform: all records, or a part of them')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Show past runs, or one of them in full')
            [CompletionResult]::new('rejects', 'rejects', [CompletionResultType]::ParameterValue, 'Look after records that are invalid or were refused')
            [CompletionResult]::new('chain', 'chain', [CompletionResultType]::ParameterValue, 'Work with chains of actions')
            [CompletionResult]::new('ids', 'ids', [CompletionResultType]::ParameterValue, 'Look at the id map, and fill it from other knowledge than our own')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say why a record is sent or not, and what was sent last')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Compare what the CRM shows with what it was sent last, field by field')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Print what cron or systemd need to run `sync` every few minutes')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Serve an emulated amoCRM account on loopback, until it is interrupted')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole way on an emulated account')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the man pages into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;init' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The account''s address')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The integration''s id, from its Keys tab')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'The redirect URI, exactly as registered')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'The platform''s SQLite file')
            [CompletionResult]::new('--secrets', '--secrets', [CompletionResultType]::ParameterName, 'Where tokens and the client secret are kept')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;doctor' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Send nothing to the CRM')
            [CompletionResult]::new('--end-pause', '--end-pause', [CompletionResultType]::ParameterName, 'End the pause after a block, an unpaid account, a page or a long 429, once somebody has dealt with it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;auth' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Exchange an authorization code, or store a long-lived token')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Renew the pair of tokens')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the tokens are kept and how long they last')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove everything that was stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;auth;login' {
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'The code from the integration''s Keys tab, or `-` to read it from stdin')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'Read the client secret from this file, or from stdin with `-`')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'Read a long-lived token from stdin instead of exchanging a code')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;auth;refresh' {
            [CompletionResult]::new('--if-older-than', '--if-older-than', [CompletionResultType]::ParameterName, 'Only when the pair is older than this, for example `7d` or `12h`')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;auth;status' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;auth;logout' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;auth;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Exchange an authorization code, or store a long-lived token')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Renew the pair of tokens')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the tokens are kept and how long they last')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove everything that was stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;auth;help;login' {
            break
        }
        'amosync;auth;help;refresh' {
            break
        }
        'amosync;auth;help;status' {
            break
        }
        'amosync;auth;help;logout' {
            break
        }
        'amosync;auth;help;help' {
            break
        }
        'amosync;account' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schema' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'List what is missing or ambiguous; exit code 3 when anything is')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Create what is missing, after showing it; never deletes')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Read the account''s shape again, and print a mapping to fill in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;schema;check' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schema;apply' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be created')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schema;pull' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schema;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'List what is missing or ambiguous; exit code 3 when anything is')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Create what is missing, after showing it; never deletes')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Read the account''s shape again, and print a mapping to fill in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;schema;help;check' {
            break
        }
        'amosync;schema;help;apply' {
            break
        }
        'amosync;schema;help;pull' {
            break
        }
        'amosync;schema;help;help' {
            break
        }
        'amosync;fields' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the fields of contacts, companies, leads, customers, segments or a list')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every attribute of one field')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create fields; those that exist already are left as they are')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete fields with all their values, after saying how many records lose some')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;fields;list' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only fields of these types')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;fields;show' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;fields;add' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the fields from a JSON file, or from stdin with `-`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Type, for example text, numeric, select, date; with `--api v2` also its number')
            [CompletionResult]::new('--option', '--option', [CompletionResultType]::ParameterName, 'An option; several in their order')
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'Code: capital Latin letters, digits and `_`')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Place among the other fields')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Group of fields')
            [CompletionResult]::new('--remind', '--remind', [CompletionResultType]::ParameterName, 'When a birthday is remembered: never, day, week or month')
            [CompletionResult]::new('--currency', '--currency', [CompletionResultType]::ParameterName, 'Currency of a monetary field')
            [CompletionResult]::new('--search-in', '--search-in', [CompletionResultType]::ParameterName, 'Where a `linked_entity` looks: a list''s id, contacts, companies or `contacts_and_companies`')
            [CompletionResult]::new('--required-in', '--required-in', [CompletionResultType]::ParameterName, 'A stage for which the field must be filled in')
            [CompletionResult]::new('--hidden-in', '--hidden-in', [CompletionResultType]::ParameterName, 'A stage in which the field is not shown')
            [CompletionResult]::new('--visible', '--visible', [CompletionResultType]::ParameterName, 'Show a list''s field in the list: true or false')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which method of the CRM to use')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'With `--api v2`: unique name of the service that owns the field; it is needed to delete it')
            [CompletionResult]::new('--request-id', '--request-id', [CompletionResultType]::ParameterName, 'With `--api v2`: comes back in the answer')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--api-only', '--api-only', [CompletionResultType]::ParameterName, 'People see the value and cannot edit it')
            [CompletionResult]::new('--required', '--required', [CompletionResultType]::ParameterName, 'A list''s field must be filled in')
            [CompletionResult]::new('--allow-same-name', '--allow-same-name', [CompletionResultType]::ParameterName, 'Create the field although another one has its name')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be created')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a request of `--api v2` deletes')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;fields;delete' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'With `--api v2`: read the request from a JSON file, or from stdin with `-`')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which method of the CRM to use')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'With `--api v2`: the service that the field was made by')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be deleted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;fields;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the fields of contacts, companies, leads, customers, segments or a list')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every attribute of one field')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create fields; those that exist already are left as they are')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete fields with all their values, after saying how many records lose some')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;fields;help;list' {
            break
        }
        'amosync;fields;help;show' {
            break
        }
        'amosync;fields;help;add' {
            break
        }
        'amosync;fields;help;delete' {
            break
        }
        'amosync;fields;help;help' {
            break
        }
        'amosync;mapping' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a record becomes; nothing is sent')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run a file of rows and the values that they have to become; needs neither network nor token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;mapping;show' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;mapping;test' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;mapping;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a record becomes; nothing is sent')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run a file of rows and the values that they have to become; needs neither network nor token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;mapping;help;show' {
            break
        }
        'amosync;mapping;help;test' {
            break
        }
        'amosync;mapping;help;help' {
            break
        }
        'amosync;pipelines' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the funnels with their stages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;pipelines;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;pipelines;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the funnels with their stages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;pipelines;help;list' {
            break
        }
        'amosync;pipelines;help;help' {
            break
        }
        'amosync;sync-user' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this kind of the chain')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, with old and new value of each field, and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send every field, also where the platform changed nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;sync-course' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this kind of the chain')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, with old and new value of each field, and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send every field, also where the platform changed nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;sync-usercourse' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this kind of the chain')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, with old and new value of each field, and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send every field, also where the platform changed nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;sync' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this kind; may be given several times')
            [CompletionResult]::new('--users', '--users', [CompletionResultType]::ParameterName, 'Only records of these users: ids with commas, or a file with ids (`-` for stdin)')
            [CompletionResult]::new('--courses', '--courses', [CompletionResultType]::ParameterName, 'Only records of these courses; with `--users`, records of either')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Create and change at most this many records')
            [CompletionResult]::new('--sample', '--sample', [CompletionResultType]::ParameterName, 'Show this many records of a dry run')
            [CompletionResult]::new('--results', '--results', [CompletionResultType]::ParameterName, 'Write succeeded.csv, failed.csv and unprocessed.csv into this folder')
            [CompletionResult]::new('--metrics-file', '--metrics-file', [CompletionResultType]::ParameterName, 'Write figures for Prometheus into this file, whole or not at all')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send every field, also where the platform changed nothing')
            [CompletionResult]::new('--recreate', '--recreate', [CompletionResultType]::ParameterName, 'Make anew what people deleted in the CRM')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, and send nothing')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Show every record of a dry run')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'End a dry run with exit code 1 when there is something to send')
            [CompletionResult]::new('--allow-mass-change', '--allow-mass-change', [CompletionResultType]::ParameterName, 'Go on although the change guard or the empty-source guard would stop')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;history' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show this many runs')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;rejects' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them with their reasons')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try them again at the next sync, although nothing has changed')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Take them off the list; those that still cannot go through come back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write them as CSV')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;rejects;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;rejects;retry' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;rejects;drop' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;rejects;export' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Write into this file in place of stdout')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;rejects;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them with their reasons')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try them again at the next sync, although nothing has changed')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Take them off the list; those that still cannot go through come back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write them as CSV')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;rejects;help;list' {
            break
        }
        'amosync;rejects;help;retry' {
            break
        }
        'amosync;rejects;help;drop' {
            break
        }
        'amosync;rejects;help;export' {
            break
        }
        'amosync;rejects;help;help' {
            break
        }
        'amosync;chain' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the chain of a user, a course or an enrolment')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a chain from a file, or from stdin with `-`')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the chains that stopped before their end')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with the chains that stopped, or with one of them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;chain;build' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Of a user')
            [CompletionResult]::new('course', 'course', [CompletionResultType]::ParameterValue, 'Of a course')
            [CompletionResult]::new('usercourse', 'usercourse', [CompletionResultType]::ParameterValue, 'Of an enrolment')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;chain;build;user' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;build;course' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;build;usercourse' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;build;help' {
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Of a user')
            [CompletionResult]::new('course', 'course', [CompletionResultType]::ParameterValue, 'Of a course')
            [CompletionResult]::new('usercourse', 'usercourse', [CompletionResultType]::ParameterValue, 'Of an enrolment')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;chain;build;help;user' {
            break
        }
        'amosync;chain;build;help;course' {
            break
        }
        'amosync;chain;build;help;usercourse' {
            break
        }
        'amosync;chain;build;help;help' {
            break
        }
        'amosync;chain;run' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send every field')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;show' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;resume' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;chain;help' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the chain of a user, a course or an enrolment')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a chain from a file, or from stdin with `-`')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the chains that stopped before their end')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with the chains that stopped, or with one of them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;chain;help;build' {
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Of a user')
            [CompletionResult]::new('course', 'course', [CompletionResultType]::ParameterValue, 'Of a course')
            [CompletionResult]::new('usercourse', 'usercourse', [CompletionResultType]::ParameterValue, 'Of an enrolment')
            break
        }
        'amosync;chain;help;build;user' {
            break
        }
        'amosync;chain;help;build;course' {
            break
        }
        'amosync;chain;help;build;usercourse' {
            break
        }
        'amosync;chain;help;run' {
            break
        }
        'amosync;chain;help;show' {
            break
        }
        'amosync;chain;help;resume' {
            break
        }
        'amosync;chain;help;help' {
            break
        }
        'amosync;ids' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print all pairs as CSV, or as JSON with `--output json`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take pairs from the platform''s own `amo*` columns, or from a file')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU')
            [CompletionResult]::new('rebuild', 'rebuild', [CompletionResultType]::ParameterValue, 'Restore the id map from the markers in the CRM')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;ids;show' {
            [CompletionResult]::new('--crm-id', '--crm-id', [CompletionResultType]::ParameterName, 'The entity''s id; contacts, companies, leads and products count separately')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;ids;export' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this kind')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;ids;import' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the pairs from this CSV file with the columns kind, key, `crm_id`')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these kinds')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be taken; write nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;ids;adopt' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the pairs; write nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;ids;rebuild' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be taken; write nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;ids;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print all pairs as CSV, or as JSON with `--output json`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take pairs from the platform''s own `amo*` columns, or from a file')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU')
            [CompletionResult]::new('rebuild', 'rebuild', [CompletionResultType]::ParameterValue, 'Restore the id map from the markers in the CRM')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;ids;help;show' {
            break
        }
        'amosync;ids;help;export' {
            break
        }
        'amosync;ids;help;import' {
            break
        }
        'amosync;ids;help;adopt' {
            break
        }
        'amosync;ids;help;rebuild' {
            break
        }
        'amosync;ids;help;help' {
            break
        }
        'amosync;explain' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;check' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these kinds')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Let the next sync send again what differs, write lost markers, and remember what is gone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schedule' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('crontab', 'crontab', [CompletionResultType]::ParameterValue, 'Print an entry for `crontab -e`')
            [CompletionResult]::new('systemd', 'systemd', [CompletionResultType]::ParameterValue, 'Print a service and a timer')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;schedule;crontab' {
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`')
            [CompletionResult]::new('--mailto', '--mailto', [CompletionResultType]::ParameterName, 'Let cron mail to this address')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Write what a run says into this file; without it, `sync.log` beside the profile''s store')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schedule;systemd' {
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Run a system service as this user; without it, as you')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print one of the two files as it is')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;schedule;help' {
            [CompletionResult]::new('crontab', 'crontab', [CompletionResultType]::ParameterValue, 'Print an entry for `crontab -e`')
            [CompletionResult]::new('systemd', 'systemd', [CompletionResultType]::ParameterValue, 'Print a service and a timer')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;schedule;help;crontab' {
            break
        }
        'amosync;schedule;help;systemd' {
            break
        }
        'amosync;schedule;help;help' {
            break
        }
        'amosync;sandbox' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Listen on this port of 127.0.0.1; 0 takes any free one')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Keep the account in this file between starts')
            [CompletionResult]::new('--latency-ms', '--latency-ms', [CompletionResultType]::ParameterName, 'Add this to every answer')
            [CompletionResult]::new('--latency-per-entity-ms', '--latency-per-entity-ms', [CompletionResultType]::ParameterName, 'Add this for each entity that a request stores')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Break something: `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N][,mb=N][,to=HOST:PORT]`')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed of the faults with a probability')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Answer what the documents leave open in another way: `NAME=VALUE`, as in `/_sandbox/options`')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The account''s time zone')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('--no-rate-limit', '--no-rate-limit', [CompletionResultType]::ParameterName, 'Accept any number of requests a second')
            [CompletionResult]::new('--bare', '--bare', [CompletionResultType]::ParameterName, 'Open the account without the five funnels')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;demo' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Leave configuration, platform database, store and account in this new folder')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;completions' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;man' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile instead of the default one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read the configuration from this file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep stores and locks in this folder')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as a table, as one JSON document, or as a JSON document per line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this many seconds for another run of the profile to end')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'Write log lines for people or as JSON for collectors')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors and the result only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr: requests with -v, waits and decisions with -vv')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bars')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'amosync;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write the shortest configuration that works')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check all that a sync needs, and say what to do')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Sign in and out, and look after the tokens')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Show the account behind the token')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Compare the account with the mapping, and create what is missing')
            [CompletionResult]::new('fields', 'fields', [CompletionResultType]::ParameterValue, 'Show, create and delete custom fields')
            [CompletionResult]::new('mapping', 'mapping', [CompletionResultType]::ParameterValue, 'Look at the mapping, and test it')
            [CompletionResult]::new('pipelines', 'pipelines', [CompletionResultType]::ParameterValue, 'Show the funnels and their stages')
            [CompletionResult]::new('sync-user', 'sync-user', [CompletionResultType]::ParameterValue, 'Bring users up to date: contact, and what their roles add')
            [CompletionResult]::new('sync-course', 'sync-course', [CompletionResultType]::ParameterValue, 'Bring courses up to date: product, deal, and a supplier that the CRM lacks')
            [CompletionResult]::new('sync-usercourse', 'sync-usercourse', [CompletionResultType]::ParameterValue, 'Bring the enrolment of a client in a course up to date')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring the CRM up to date with the platform: all records, or a part of them')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Show past runs, or one of them in full')
            [CompletionResult]::new('rejects', 'rejects', [CompletionResultType]::ParameterValue, 'Look after records that are invalid or were refused')
            [CompletionResult]::new('chain', 'chain', [CompletionResultType]::ParameterValue, 'Work with chains of actions')
            [CompletionResult]::new('ids', 'ids', [CompletionResultType]::ParameterValue, 'Look at the id map, and fill it from other knowledge than our own')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say why a record is sent or not, and what was sent last')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Compare what the CRM shows with what it was sent last, field by field')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Print what cron or systemd need to run `sync` every few minutes')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Serve an emulated amoCRM account on loopback, until it is interrupted')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole way on an emulated account')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the man pages into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'amosync;help;init' {
            break
        }
        'amosync;help;doctor' {
            break
        }
        'amosync;help;auth' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Exchange an authorization code, or store a long-lived token')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Renew the pair of tokens')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the tokens are kept and how long they last')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove everything that was stored')
            break
        }
        'amosync;help;auth;login' {
            break
        }
        'amosync;help;auth;refresh' {
            break
        }
        'amosync;help;auth;status' {
            break
        }
        'amosync;help;auth;logout' {
            break
        }
        'amosync;help;account' {
            break
        }
        'amosync;help;schema' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'List what is missing or ambiguous; exit code 3 when anything is')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Create what is missing, after showing it; never deletes')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Read the account''s shape again, and print a mapping to fill in')
            break
        }
        'amosync;help;schema;check' {
            break
        }
        'amosync;help;schema;apply' {
            break
        }
        'amosync;help;schema;pull' {
            break
        }
        'amosync;help;fields' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the fields of contacts, companies, leads, customers, segments or a list')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every attribute of one field')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create fields; those that exist already are left as they are')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete fields with all their values, after saying how many records lose some')
            break
        }
        'amosync;help;fields;list' {
            break
        }
        'amosync;help;fields;show' {
            break
        }
        'amosync;help;fields;add' {
            break
        }
        'amosync;help;fields;delete' {
            break
        }
        'amosync;help;mapping' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a record becomes; nothing is sent')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run a file of rows and the values that they have to become; needs neither network nor token')
            break
        }
        'amosync;help;mapping;show' {
            break
        }
        'amosync;help;mapping;test' {
            break
        }
        'amosync;help;pipelines' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the funnels with their stages')
            break
        }
        'amosync;help;pipelines;list' {
            break
        }
        'amosync;help;sync-user' {
            break
        }
        'amosync;help;sync-course' {
            break
        }
        'amosync;help;sync-usercourse' {
            break
        }
        'amosync;help;sync' {
            break
        }
        'amosync;help;history' {
            break
        }
        'amosync;help;rejects' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them with their reasons')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try them again at the next sync, although nothing has changed')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Take them off the list; those that still cannot go through come back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write them as CSV')
            break
        }
        'amosync;help;rejects;list' {
            break
        }
        'amosync;help;rejects;retry' {
            break
        }
        'amosync;help;rejects;drop' {
            break
        }
        'amosync;help;rejects;export' {
            break
        }
        'amosync;help;chain' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the chain of a user, a course or an enrolment')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a chain from a file, or from stdin with `-`')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the chains that stopped before their end')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with the chains that stopped, or with one of them')
            break
        }
        'amosync;help;chain;build' {
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Of a user')
            [CompletionResult]::new('course', 'course', [CompletionResultType]::ParameterValue, 'Of a course')
            [CompletionResult]::new('usercourse', 'usercourse', [CompletionResultType]::ParameterValue, 'Of an enrolment')
            break
        }
        'amosync;help;chain;build;user' {
            break
        }
        'amosync;help;chain;build;course' {
            break
        }
        'amosync;help;chain;build;usercourse' {
            break
        }
        'amosync;help;chain;run' {
            break
        }
        'amosync;help;chain;show' {
            break
        }
        'amosync;help;chain;resume' {
            break
        }
        'amosync;help;ids' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print all pairs as CSV, or as JSON with `--output json`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take pairs from the platform''s own `amo*` columns, or from a file')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU')
            [CompletionResult]::new('rebuild', 'rebuild', [CompletionResultType]::ParameterValue, 'Restore the id map from the markers in the CRM')
            break
        }
        'amosync;help;ids;show' {
            break
        }
        'amosync;help;ids;export' {
            break
        }
        'amosync;help;ids;import' {
            break
        }
        'amosync;help;ids;adopt' {
            break
        }
        'amosync;help;ids;rebuild' {
            break
        }
        'amosync;help;explain' {
            break
        }
        'amosync;help;check' {
            break
        }
        'amosync;help;schedule' {
            [CompletionResult]::new('crontab', 'crontab', [CompletionResultType]::ParameterValue, 'Print an entry for `crontab -e`')
            [CompletionResult]::new('systemd', 'systemd', [CompletionResultType]::ParameterValue, 'Print a service and a timer')
            break
        }
        'amosync;help;schedule;crontab' {
            break
        }
        'amosync;help;schedule;systemd' {
            break
        }
        'amosync;help;sandbox' {
            break
        }
        'amosync;help;demo' {
            break
        }
        'amosync;help;completions' {
            break
        }
        'amosync;help;man' {
            break
        }
        'amosync;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
