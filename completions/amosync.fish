# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_amosync_global_optspecs
    string join \n profile= config= data-dir= output= q/quiet v/verbose color= no-progress no-input lock-timeout= log-format= h/help V/version
end

function __fish_amosync_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_amosync_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_amosync_using_subcommand
    set -l cmd (__fish_amosync_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c amosync -n "__fish_amosync_needs_command" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_needs_command" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_needs_command" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_needs_command" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_needs_command" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_needs_command" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_needs_command" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_needs_command" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_needs_command" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_needs_command" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_needs_command" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_needs_command" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "init" -d 'Write the shortest configuration that works'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "doctor" -d 'Check all that a sync needs, and say what to do'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "auth" -d 'Sign in and out, and look after the tokens'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "account" -d 'Show the account behind the token'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "schema" -d 'Compare the account with the mapping, and create what is missing'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "fields" -d 'Show, create and delete custom fields'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "mapping" -d 'Look at the mapping, and test it'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "pipelines" -d 'Show the funnels and their stages'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "sync-user" -d 'Bring users up to date: contact, and what their roles add'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "sync-course" -d 'Bring courses up to date: product, deal, and a supplier that the CRM lacks'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "sync-usercourse" -d 'Bring the enrolment of a client in a course up to date'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "sync" -d 'Bring the CRM up to date with the platform: all records, or a part of them'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "history" -d 'Show past runs, or one of them in full'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "rejects" -d 'Look after records that are invalid or were refused'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "chain" -d 'Work with chains of actions'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "ids" -d 'Look at the id map, and fill it from other knowledge than our own'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "explain" -d 'Say why a record is sent or not, and what was sent last'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "check" -d 'Compare what the CRM shows with what it was sent last, field by field'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "schedule" -d 'Print what cron or systemd need to run `sync` every few minutes'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "sandbox" -d 'Serve an emulated amoCRM account on loopback, until it is interrupted'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "demo" -d 'Show the whole way on an emulated account'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "man" -d 'Write the man pages into a folder'
complete -c amosync -n "__fish_amosync_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand init" -l url -d 'The account\'s address' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l client-id -d 'The integration\'s id, from its Keys tab' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l redirect-uri -d 'The redirect URI, exactly as registered' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l source -d 'The platform\'s SQLite file' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l secrets -d 'Where tokens and the client secret are kept' -r -f -a "keyring\t'The keyring of the operating system'
file\t'A file that only its owner may read, for cron and containers'"
complete -c amosync -n "__fish_amosync_using_subcommand init" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand init" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand init" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand init" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand init" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand init" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand init" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand init" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand init" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand init" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand init" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l offline -d 'Send nothing to the CRM'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l end-pause -d 'End the pause after a block, an unpaid account, a page or a long 429, once somebody has dealt with it'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -f -a "login" -d 'Exchange an authorization code, or store a long-lived token'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -f -a "refresh" -d 'Renew the pair of tokens'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -f -a "status" -d 'Show where the tokens are kept and how long they last'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -f -a "logout" -d 'Remove everything that was stored'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and not __fish_seen_subcommand_from login refresh status logout help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l code -d 'The code from the integration\'s Keys tab, or `-` to read it from stdin' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l client-secret-file -d 'Read the client secret from this file, or from stdin with `-`' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l token -d 'Read a long-lived token from stdin instead of exchanging a code'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from login" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l if-older-than -d 'Only when the pair is older than this, for example `7d` or `12h`' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from refresh" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from logout" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "login" -d 'Exchange an authorization code, or store a long-lived token'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "refresh" -d 'Renew the pair of tokens'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show where the tokens are kept and how long they last'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "logout" -d 'Remove everything that was stored'
complete -c amosync -n "__fish_amosync_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand account" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand account" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand account" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand account" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand account" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand account" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand account" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand account" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand account" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand account" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand account" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand account" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand account" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -f -a "check" -d 'List what is missing or ambiguous; exit code 3 when anything is'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -f -a "apply" -d 'Create what is missing, after showing it; never deletes'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -f -a "pull" -d 'Read the account\'s shape again, and print a mapping to fill in'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and not __fish_seen_subcommand_from check apply pull help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l dry-run -d 'Show what would be created'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l yes -d 'Do not ask'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from apply" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from pull" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "check" -d 'List what is missing or ambiguous; exit code 3 when anything is'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "apply" -d 'Create what is missing, after showing it; never deletes'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "pull" -d 'Read the account\'s shape again, and print a mapping to fill in'
complete -c amosync -n "__fish_amosync_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -f -a "list" -d 'List the fields of contacts, companies, leads, customers, segments or a list'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -f -a "show" -d 'Show every attribute of one field'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -f -a "add" -d 'Create fields; those that exist already are left as they are'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -f -a "delete" -d 'Delete fields with all their values, after saying how many records lose some'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and not __fish_seen_subcommand_from list show add delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l type -d 'Only fields of these types' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l file -d 'Read the fields from a JSON file, or from stdin with `-`' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l name -d 'Name' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l type -d 'Type, for example text, numeric, select, date; with `--api v2` also its number' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l option -d 'An option; several in their order' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l code -d 'Code: capital Latin letters, digits and `_`' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l sort -d 'Place among the other fields' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l group -d 'Group of fields' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l remind -d 'When a birthday is remembered: never, day, week or month' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l currency -d 'Currency of a monetary field' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l search-in -d 'Where a `linked_entity` looks: a list\'s id, contacts, companies or `contacts_and_companies`' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l required-in -d 'A stage for which the field must be filled in' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l hidden-in -d 'A stage in which the field is not shown' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l visible -d 'Show a list\'s field in the list: true or false' -r -f -a "true\t''
false\t''"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l api -d 'Which method of the CRM to use' -r -f -a "v4\t'The present one'
v2\t'The legacy `POST /api/v2/fields`'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l origin -d 'With `--api v2`: unique name of the service that owns the field; it is needed to delete it' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l request-id -d 'With `--api v2`: comes back in the answer' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l api-only -d 'People see the value and cannot edit it'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l required -d 'A list\'s field must be filled in'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l allow-same-name -d 'Create the field although another one has its name'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l dry-run -d 'Show what would be created'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l yes -d 'Do not ask before a request of `--api v2` deletes'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l file -d 'With `--api v2`: read the request from a JSON file, or from stdin with `-`' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l api -d 'Which method of the CRM to use' -r -f -a "v4\t'The present one'
v2\t'The legacy `POST /api/v2/fields`'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l origin -d 'With `--api v2`: the service that the field was made by' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be deleted'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the fields of contacts, companies, leads, customers, segments or a list'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every attribute of one field'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from help" -f -a "add" -d 'Create fields; those that exist already are left as they are'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete fields with all their values, after saying how many records lose some'
complete -c amosync -n "__fish_amosync_using_subcommand fields; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -f -a "show" -d 'Show what a record becomes; nothing is sent'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -f -a "test" -d 'Run a file of rows and the values that they have to become; needs neither network nor token'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and not __fish_seen_subcommand_from show test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what a record becomes; nothing is sent'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from help" -f -a "test" -d 'Run a file of rows and the values that they have to become; needs neither network nor token'
complete -c amosync -n "__fish_amosync_using_subcommand mapping; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -f -a "list" -d 'List the funnels with their stages'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and not __fish_seen_subcommand_from list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the funnels with their stages'
complete -c amosync -n "__fish_amosync_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l only -d 'Only this kind of the chain' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l dry-run -d 'Show what would be sent, with old and new value of each field, and send nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l force -d 'Send every field, also where the platform changed nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand sync-user" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l only -d 'Only this kind of the chain' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l dry-run -d 'Show what would be sent, with old and new value of each field, and send nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l force -d 'Send every field, also where the platform changed nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand sync-course" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l only -d 'Only this kind of the chain' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l dry-run -d 'Show what would be sent, with old and new value of each field, and send nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l force -d 'Send every field, also where the platform changed nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand sync-usercourse" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l only -d 'Only this kind; may be given several times' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l users -d 'Only records of these users: ids with commas, or a file with ids (`-` for stdin)' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l courses -d 'Only records of these courses; with `--users`, records of either' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l limit -d 'Create and change at most this many records' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l sample -d 'Show this many records of a dry run' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l results -d 'Write succeeded.csv, failed.csv and unprocessed.csv into this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l metrics-file -d 'Write figures for Prometheus into this file, whole or not at all' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l force -d 'Send every field, also where the platform changed nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l recreate -d 'Make anew what people deleted in the CRM'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l dry-run -d 'Show what would be sent, and send nothing'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l all -d 'Show every record of a dry run'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l exit-code -d 'End a dry run with exit code 1 when there is something to send'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l allow-mass-change -d 'Go on although the change guard or the empty-source guard would stop'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand sync" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand history" -l limit -d 'Show this many runs' -r
complete -c amosync -n "__fish_amosync_using_subcommand history" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand history" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand history" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand history" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand history" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand history" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand history" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand history" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand history" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand history" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand history" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand history" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -f -a "list" -d 'List them with their reasons'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -f -a "retry" -d 'Try them again at the next sync, although nothing has changed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -f -a "drop" -d 'Take them off the list; those that still cannot go through come back'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -f -a "export" -d 'Write them as CSV'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and not __fish_seen_subcommand_from list retry drop export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from retry" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from drop" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l file -d 'Write into this file in place of stdout' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from help" -f -a "list" -d 'List them with their reasons'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Try them again at the next sync, although nothing has changed'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from help" -f -a "drop" -d 'Take them off the list; those that still cannot go through come back'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write them as CSV'
complete -c amosync -n "__fish_amosync_using_subcommand rejects; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -f -a "build" -d 'Print the chain of a user, a course or an enrolment'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -f -a "run" -d 'Run a chain from a file, or from stdin with `-`'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -f -a "show" -d 'Show the chains that stopped before their end'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -f -a "resume" -d 'Go on with the chains that stopped, or with one of them'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and not __fish_seen_subcommand_from build run show resume help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -f -a "user" -d 'Of a user'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -f -a "course" -d 'Of a course'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -f -a "usercourse" -d 'Of an enrolment'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from build" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l dry-run -d 'Show what would be sent, and send nothing'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l force -d 'Send every field'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from run" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from resume" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from help" -f -a "build" -d 'Print the chain of a user, a course or an enrolment'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from help" -f -a "run" -d 'Run a chain from a file, or from stdin with `-`'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the chains that stopped before their end'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Go on with the chains that stopped, or with one of them'
complete -c amosync -n "__fish_amosync_using_subcommand chain; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "show" -d 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "export" -d 'Print all pairs as CSV, or as JSON with `--output json`'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "import" -d 'Take pairs from the platform\'s own `amo*` columns, or from a file'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "adopt" -d 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "rebuild" -d 'Restore the id map from the markers in the CRM'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and not __fish_seen_subcommand_from show export import adopt rebuild help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l crm-id -d 'The entity\'s id; contacts, companies, leads and products count separately' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l only -d 'Only this kind' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l file -d 'Read the pairs from this CSV file with the columns kind, key, `crm_id`' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l only -d 'Only these kinds' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be taken; write nothing'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l dry-run -d 'Show the pairs; write nothing'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l yes -d 'Do not ask'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from adopt" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l dry-run -d 'Show what would be taken; write nothing'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from rebuild" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print all pairs as CSV, or as JSON with `--output json`'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take pairs from the platform\'s own `amo*` columns, or from a file'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "adopt" -d 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "rebuild" -d 'Restore the id map from the markers in the CRM'
complete -c amosync -n "__fish_amosync_using_subcommand ids; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand explain" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand explain" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand check" -l only -d 'Only these kinds' -r
complete -c amosync -n "__fish_amosync_using_subcommand check" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand check" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand check" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand check" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand check" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand check" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand check" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand check" -l repair -d 'Let the next sync send again what differs, write lost markers, and remember what is gone'
complete -c amosync -n "__fish_amosync_using_subcommand check" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand check" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand check" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand check" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand check" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -f -a "crontab" -d 'Print an entry for `crontab -e`'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -f -a "systemd" -d 'Print a service and a timer'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and not __fish_seen_subcommand_from crontab systemd help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l every -d 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l mailto -d 'Let cron mail to this address' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l log -d 'Write what a run says into this file; without it, `sync.log` beside the profile\'s store' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from crontab" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l every -d 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l user -d 'Run a system service as this user; without it, as you' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l only -d 'Print one of the two files as it is' -r -f -a "service\t'What is run'
timer\t'When it is run'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from systemd" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from help" -f -a "crontab" -d 'Print an entry for `crontab -e`'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from help" -f -a "systemd" -d 'Print a service and a timer'
complete -c amosync -n "__fish_amosync_using_subcommand schedule; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l port -d 'Listen on this port of 127.0.0.1; 0 takes any free one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l state -d 'Keep the account in this file between starts' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l latency-ms -d 'Add this to every answer' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l latency-per-entity-ms -d 'Add this for each entity that a request stores' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l fault -d 'Break something: `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N][,mb=N][,to=HOST:PORT]`' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l seed -d 'Seed of the faults with a probability' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l set -d 'Answer what the documents leave open in another way: `NAME=VALUE`, as in `/_sandbox/options`' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l time-zone -d 'The account\'s time zone' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l no-rate-limit -d 'Accept any number of requests a second'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l bare -d 'Open the account without the five funnels'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand sandbox" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l keep -d 'Leave configuration, platform database, store and account in this new folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand demo" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand demo" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand completions" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand completions" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand man" -l profile -d 'Use this profile instead of the default one' -r
complete -c amosync -n "__fish_amosync_using_subcommand man" -l config -d 'Read the configuration from this file' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand man" -l data-dir -d 'Keep stores and locks in this folder' -r -F
complete -c amosync -n "__fish_amosync_using_subcommand man" -l output -d 'Print the result as a table, as one JSON document, or as a JSON document per line' -r -f -a "table\t'A table for people'
json\t'One document'
jsonl\t'One document per line'"
complete -c amosync -n "__fish_amosync_using_subcommand man" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb`'
always\t'Always'
never\t'Never'"
complete -c amosync -n "__fish_amosync_using_subcommand man" -l lock-timeout -d 'Wait this many seconds for another run of the profile to end' -r
complete -c amosync -n "__fish_amosync_using_subcommand man" -l log-format -d 'Write log lines for people or as JSON for collectors' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c amosync -n "__fish_amosync_using_subcommand man" -s q -l quiet -d 'Print errors and the result only'
complete -c amosync -n "__fish_amosync_using_subcommand man" -s v -l verbose -d 'Say more on stderr: requests with -v, waits and decisions with -vv'
complete -c amosync -n "__fish_amosync_using_subcommand man" -l no-progress -d 'Show no progress bars'
complete -c amosync -n "__fish_amosync_using_subcommand man" -l no-input -d 'Never ask; fail where an answer would be needed'
complete -c amosync -n "__fish_amosync_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c amosync -n "__fish_amosync_using_subcommand man" -s V -l version -d 'Print version'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "init" -d 'Write the shortest configuration that works'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "doctor" -d 'Check all that a sync needs, and say what to do'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "auth" -d 'Sign in and out, and look after the tokens'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "account" -d 'Show the account behind the token'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "schema" -d 'Compare the account with the mapping, and create what is missing'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "fields" -d 'Show, create and delete custom fields'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "mapping" -d 'Look at the mapping, and test it'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "pipelines" -d 'Show the funnels and their stages'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "sync-user" -d 'Bring users up to date: contact, and what their roles add'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "sync-course" -d 'Bring courses up to date: product, deal, and a supplier that the CRM lacks'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "sync-usercourse" -d 'Bring the enrolment of a client in a course up to date'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "sync" -d 'Bring the CRM up to date with the platform: all records, or a part of them'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "history" -d 'Show past runs, or one of them in full'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "rejects" -d 'Look after records that are invalid or were refused'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "chain" -d 'Work with chains of actions'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "ids" -d 'Look at the id map, and fill it from other knowledge than our own'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "explain" -d 'Say why a record is sent or not, and what was sent last'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "check" -d 'Compare what the CRM shows with what it was sent last, field by field'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "schedule" -d 'Print what cron or systemd need to run `sync` every few minutes'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "sandbox" -d 'Serve an emulated amoCRM account on loopback, until it is interrupted'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "demo" -d 'Show the whole way on an emulated account'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "man" -d 'Write the man pages into a folder'
complete -c amosync -n "__fish_amosync_using_subcommand help; and not __fish_seen_subcommand_from init doctor auth account schema fields mapping pipelines sync-user sync-course sync-usercourse sync history rejects chain ids explain check schedule sandbox demo completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "login" -d 'Exchange an authorization code, or store a long-lived token'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "refresh" -d 'Renew the pair of tokens'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "status" -d 'Show where the tokens are kept and how long they last'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "logout" -d 'Remove everything that was stored'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from schema" -f -a "check" -d 'List what is missing or ambiguous; exit code 3 when anything is'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from schema" -f -a "apply" -d 'Create what is missing, after showing it; never deletes'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from schema" -f -a "pull" -d 'Read the account\'s shape again, and print a mapping to fill in'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from fields" -f -a "list" -d 'List the fields of contacts, companies, leads, customers, segments or a list'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from fields" -f -a "show" -d 'Show every attribute of one field'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from fields" -f -a "add" -d 'Create fields; those that exist already are left as they are'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from fields" -f -a "delete" -d 'Delete fields with all their values, after saying how many records lose some'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from mapping" -f -a "show" -d 'Show what a record becomes; nothing is sent'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from mapping" -f -a "test" -d 'Run a file of rows and the values that they have to become; needs neither network nor token'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from pipelines" -f -a "list" -d 'List the funnels with their stages'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from rejects" -f -a "list" -d 'List them with their reasons'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from rejects" -f -a "retry" -d 'Try them again at the next sync, although nothing has changed'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from rejects" -f -a "drop" -d 'Take them off the list; those that still cannot go through come back'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from rejects" -f -a "export" -d 'Write them as CSV'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from chain" -f -a "build" -d 'Print the chain of a user, a course or an enrolment'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from chain" -f -a "run" -d 'Run a chain from a file, or from stdin with `-`'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from chain" -f -a "show" -d 'Show the chains that stopped before their end'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from chain" -f -a "resume" -d 'Go on with the chains that stopped, or with one of them'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from ids" -f -a "show" -d 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from ids" -f -a "export" -d 'Print all pairs as CSV, or as JSON with `--output json`'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from ids" -f -a "import" -d 'Take pairs from the platform\'s own `amo*` columns, or from a file'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from ids" -f -a "adopt" -d 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from ids" -f -a "rebuild" -d 'Restore the id map from the markers in the CRM'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from schedule" -f -a "crontab" -d 'Print an entry for `crontab -e`'
complete -c amosync -n "__fish_amosync_using_subcommand help; and __fish_seen_subcommand_from schedule" -f -a "systemd" -d 'Print a service and a timer'
