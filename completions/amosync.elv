
use builtin;
use str;

set edit:completion:arg-completer[amosync] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'amosync'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'amosync'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Write the shortest configuration that works'
            cand doctor 'Check all that a sync needs, and say what to do'
            cand auth 'Sign in and out, and look after the tokens'
            cand account 'Show the account behind the token'
            cand schema 'Compare the account with the mapping, and create what is missing'
            cand fields 'Show, create and delete custom fields'
            cand mapping 'Look at the mapping, and test it'
            cand pipelines 'Show the funnels and their stages'
            cand sync-user 'Bring users up to date: contact, and what their roles add'
            cand sync-course 'Bring courses up to date: product, deal, and a supplier that the CRM lacks'
            cand sync-usercourse 'Bring the enrolment of a client in a course up to date'
            cand sync 'Bring the CRM up to date with the platform: all records, or a part of them'
            cand history 'Show past runs, or one of them in full'
            cand rejects 'Look after records that are invalid or were refused'
            cand chain 'Work with chains of actions'
            cand ids 'Look at the id map, and fill it from other knowledge than our own'
            cand explain 'Say why a record is sent or not, and what was sent last'
            cand check 'Compare what the CRM shows with what it was sent last, field by field'
            cand schedule 'Print what cron or systemd need to run `sync` every few minutes'
            cand sandbox 'Serve an emulated amoCRM account on loopback, until it is interrupted'
            cand demo 'Show the whole way on an emulated account'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the man pages into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;init'= {
            cand --url 'The account''s address'
            cand --client-id 'The integration''s id, from its Keys tab'
            cand --redirect-uri 'The redirect URI, exactly as registered'
            cand --source 'The platform''s SQLite file'
            cand --secrets 'Where tokens and the client secret are kept'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;doctor'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --offline 'Send nothing to the CRM'
            cand --end-pause 'End the pause after a block, an unpaid account, a page or a long 429, once somebody has dealt with it'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;auth'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Exchange an authorization code, or store a long-lived token'
            cand refresh 'Renew the pair of tokens'
            cand status 'Show where the tokens are kept and how long they last'
            cand logout 'Remove everything that was stored'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;auth;login'= {
            cand --code 'The code from the integration''s Keys tab, or `-` to read it from stdin'
            cand --client-secret-file 'Read the client secret from this file, or from stdin with `-`'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --token 'Read a long-lived token from stdin instead of exchanging a code'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;auth;refresh'= {
            cand --if-older-than 'Only when the pair is older than this, for example `7d` or `12h`'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;auth;status'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;auth;logout'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;auth;help'= {
            cand login 'Exchange an authorization code, or store a long-lived token'
            cand refresh 'Renew the pair of tokens'
            cand status 'Show where the tokens are kept and how long they last'
            cand logout 'Remove everything that was stored'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;auth;help;login'= {
        }
        &'amosync;auth;help;refresh'= {
        }
        &'amosync;auth;help;status'= {
        }
        &'amosync;auth;help;logout'= {
        }
        &'amosync;auth;help;help'= {
        }
        &'amosync;account'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schema'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'List what is missing or ambiguous; exit code 3 when anything is'
            cand apply 'Create what is missing, after showing it; never deletes'
            cand pull 'Read the account''s shape again, and print a mapping to fill in'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;schema;check'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schema;apply'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be created'
            cand --yes 'Do not ask'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schema;pull'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schema;help'= {
            cand check 'List what is missing or ambiguous; exit code 3 when anything is'
            cand apply 'Create what is missing, after showing it; never deletes'
            cand pull 'Read the account''s shape again, and print a mapping to fill in'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;schema;help;check'= {
        }
        &'amosync;schema;help;apply'= {
        }
        &'amosync;schema;help;pull'= {
        }
        &'amosync;schema;help;help'= {
        }
        &'amosync;fields'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List the fields of contacts, companies, leads, customers, segments or a list'
            cand show 'Show every attribute of one field'
            cand add 'Create fields; those that exist already are left as they are'
            cand delete 'Delete fields with all their values, after saying how many records lose some'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;fields;list'= {
            cand --type 'Only fields of these types'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;fields;show'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;fields;add'= {
            cand --file 'Read the fields from a JSON file, or from stdin with `-`'
            cand --name 'Name'
            cand --type 'Type, for example text, numeric, select, date; with `--api v2` also its number'
            cand --option 'An option; several in their order'
            cand --code 'Code: capital Latin letters, digits and `_`'
            cand --sort 'Place among the other fields'
            cand --group 'Group of fields'
            cand --remind 'When a birthday is remembered: never, day, week or month'
            cand --currency 'Currency of a monetary field'
            cand --search-in 'Where a `linked_entity` looks: a list''s id, contacts, companies or `contacts_and_companies`'
            cand --required-in 'A stage for which the field must be filled in'
            cand --hidden-in 'A stage in which the field is not shown'
            cand --visible 'Show a list''s field in the list: true or false'
            cand --api 'Which method of the CRM to use'
            cand --origin 'With `--api v2`: unique name of the service that owns the field; it is needed to delete it'
            cand --request-id 'With `--api v2`: comes back in the answer'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --api-only 'People see the value and cannot edit it'
            cand --required 'A list''s field must be filled in'
            cand --allow-same-name 'Create the field although another one has its name'
            cand --dry-run 'Show what would be created'
            cand --yes 'Do not ask before a request of `--api v2` deletes'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;fields;delete'= {
            cand --file 'With `--api v2`: read the request from a JSON file, or from stdin with `-`'
            cand --api 'Which method of the CRM to use'
            cand --origin 'With `--api v2`: the service that the field was made by'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --yes 'Do not ask'
            cand --dry-run 'Show what would be deleted'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;fields;help'= {
            cand list 'List the fields of contacts, companies, leads, customers, segments or a list'
            cand show 'Show every attribute of one field'
            cand add 'Create fields; those that exist already are left as they are'
            cand delete 'Delete fields with all their values, after saying how many records lose some'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;fields;help;list'= {
        }
        &'amosync;fields;help;show'= {
        }
        &'amosync;fields;help;add'= {
        }
        &'amosync;fields;help;delete'= {
        }
        &'amosync;fields;help;help'= {
        }
        &'amosync;mapping'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand show 'Show what a record becomes; nothing is sent'
            cand test 'Run a file of rows and the values that they have to become; needs neither network nor token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;mapping;show'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;mapping;test'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;mapping;help'= {
            cand show 'Show what a record becomes; nothing is sent'
            cand test 'Run a file of rows and the values that they have to become; needs neither network nor token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;mapping;help;show'= {
        }
        &'amosync;mapping;help;test'= {
        }
        &'amosync;mapping;help;help'= {
        }
        &'amosync;pipelines'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List the funnels with their stages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;pipelines;list'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;pipelines;help'= {
            cand list 'List the funnels with their stages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;pipelines;help;list'= {
        }
        &'amosync;pipelines;help;help'= {
        }
        &'amosync;sync-user'= {
            cand --only 'Only this kind of the chain'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be sent, with old and new value of each field, and send nothing'
            cand --force 'Send every field, also where the platform changed nothing'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;sync-course'= {
            cand --only 'Only this kind of the chain'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be sent, with old and new value of each field, and send nothing'
            cand --force 'Send every field, also where the platform changed nothing'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;sync-usercourse'= {
            cand --only 'Only this kind of the chain'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be sent, with old and new value of each field, and send nothing'
            cand --force 'Send every field, also where the platform changed nothing'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;sync'= {
            cand --only 'Only this kind; may be given several times'
            cand --users 'Only records of these users: ids with commas, or a file with ids (`-` for stdin)'
            cand --courses 'Only records of these courses; with `--users`, records of either'
            cand --limit 'Create and change at most this many records'
            cand --sample 'Show this many records of a dry run'
            cand --results 'Write succeeded.csv, failed.csv and unprocessed.csv into this folder'
            cand --metrics-file 'Write figures for Prometheus into this file, whole or not at all'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --force 'Send every field, also where the platform changed nothing'
            cand --recreate 'Make anew what people deleted in the CRM'
            cand --dry-run 'Show what would be sent, and send nothing'
            cand --all 'Show every record of a dry run'
            cand --exit-code 'End a dry run with exit code 1 when there is something to send'
            cand --allow-mass-change 'Go on although the change guard or the empty-source guard would stop'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;history'= {
            cand --limit 'Show this many runs'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;rejects'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List them with their reasons'
            cand retry 'Try them again at the next sync, although nothing has changed'
            cand drop 'Take them off the list; those that still cannot go through come back'
            cand export 'Write them as CSV'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;rejects;list'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;rejects;retry'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;rejects;drop'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;rejects;export'= {
            cand --file 'Write into this file in place of stdout'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;rejects;help'= {
            cand list 'List them with their reasons'
            cand retry 'Try them again at the next sync, although nothing has changed'
            cand drop 'Take them off the list; those that still cannot go through come back'
            cand export 'Write them as CSV'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;rejects;help;list'= {
        }
        &'amosync;rejects;help;retry'= {
        }
        &'amosync;rejects;help;drop'= {
        }
        &'amosync;rejects;help;export'= {
        }
        &'amosync;rejects;help;help'= {
        }
        &'amosync;chain'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand build 'Print the chain of a user, a course or an enrolment'
            cand run 'Run a chain from a file, or from stdin with `-`'
            cand show 'Show the chains that stopped before their end'
            cand resume 'Go on with the chains that stopped, or with one of them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;chain;build'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand user 'Of a user'
            cand course 'Of a course'
            cand usercourse 'Of an enrolment'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;chain;build;user'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;build;course'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;build;usercourse'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;build;help'= {
            cand user 'Of a user'
            cand course 'Of a course'
            cand usercourse 'Of an enrolment'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;chain;build;help;user'= {
        }
        &'amosync;chain;build;help;course'= {
        }
        &'amosync;chain;build;help;usercourse'= {
        }
        &'amosync;chain;build;help;help'= {
        }
        &'amosync;chain;run'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be sent, and send nothing'
            cand --force 'Send every field'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;show'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;resume'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;chain;help'= {
            cand build 'Print the chain of a user, a course or an enrolment'
            cand run 'Run a chain from a file, or from stdin with `-`'
            cand show 'Show the chains that stopped before their end'
            cand resume 'Go on with the chains that stopped, or with one of them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;chain;help;build'= {
            cand user 'Of a user'
            cand course 'Of a course'
            cand usercourse 'Of an enrolment'
        }
        &'amosync;chain;help;build;user'= {
        }
        &'amosync;chain;help;build;course'= {
        }
        &'amosync;chain;help;build;usercourse'= {
        }
        &'amosync;chain;help;run'= {
        }
        &'amosync;chain;help;show'= {
        }
        &'amosync;chain;help;resume'= {
        }
        &'amosync;chain;help;help'= {
        }
        &'amosync;ids'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand show 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
            cand export 'Print all pairs as CSV, or as JSON with `--output json`'
            cand import 'Take pairs from the platform''s own `amo*` columns, or from a file'
            cand adopt 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
            cand rebuild 'Restore the id map from the markers in the CRM'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;ids;show'= {
            cand --crm-id 'The entity''s id; contacts, companies, leads and products count separately'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;ids;export'= {
            cand --only 'Only this kind'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;ids;import'= {
            cand --file 'Read the pairs from this CSV file with the columns kind, key, `crm_id`'
            cand --only 'Only these kinds'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be taken; write nothing'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;ids;adopt'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show the pairs; write nothing'
            cand --yes 'Do not ask'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;ids;rebuild'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --dry-run 'Show what would be taken; write nothing'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;ids;help'= {
            cand show 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
            cand export 'Print all pairs as CSV, or as JSON with `--output json`'
            cand import 'Take pairs from the platform''s own `amo*` columns, or from a file'
            cand adopt 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
            cand rebuild 'Restore the id map from the markers in the CRM'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;ids;help;show'= {
        }
        &'amosync;ids;help;export'= {
        }
        &'amosync;ids;help;import'= {
        }
        &'amosync;ids;help;adopt'= {
        }
        &'amosync;ids;help;rebuild'= {
        }
        &'amosync;ids;help;help'= {
        }
        &'amosync;explain'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;check'= {
            cand --only 'Only these kinds'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --repair 'Let the next sync send again what differs, write lost markers, and remember what is gone'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schedule'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand crontab 'Print an entry for `crontab -e`'
            cand systemd 'Print a service and a timer'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;schedule;crontab'= {
            cand --every 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`'
            cand --mailto 'Let cron mail to this address'
            cand --log 'Write what a run says into this file; without it, `sync.log` beside the profile''s store'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schedule;systemd'= {
            cand --every 'Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`'
            cand --user 'Run a system service as this user; without it, as you'
            cand --only 'Print one of the two files as it is'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;schedule;help'= {
            cand crontab 'Print an entry for `crontab -e`'
            cand systemd 'Print a service and a timer'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;schedule;help;crontab'= {
        }
        &'amosync;schedule;help;systemd'= {
        }
        &'amosync;schedule;help;help'= {
        }
        &'amosync;sandbox'= {
            cand --port 'Listen on this port of 127.0.0.1; 0 takes any free one'
            cand --state 'Keep the account in this file between starts'
            cand --latency-ms 'Add this to every answer'
            cand --latency-per-entity-ms 'Add this for each entity that a request stores'
            cand --fault 'Break something: `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N][,mb=N][,to=HOST:PORT]`'
            cand --seed 'Seed of the faults with a probability'
            cand --set 'Answer what the documents leave open in another way: `NAME=VALUE`, as in `/_sandbox/options`'
            cand --time-zone 'The account''s time zone'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand --no-rate-limit 'Accept any number of requests a second'
            cand --bare 'Open the account without the five funnels'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;demo'= {
            cand --keep 'Leave configuration, platform database, store and account in this new folder'
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;completions'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;man'= {
            cand --profile 'Use this profile instead of the default one'
            cand --config 'Read the configuration from this file'
            cand --data-dir 'Keep stores and locks in this folder'
            cand --output 'Print the result as a table, as one JSON document, or as a JSON document per line'
            cand --color 'Colour the output'
            cand --lock-timeout 'Wait this many seconds for another run of the profile to end'
            cand --log-format 'Write log lines for people or as JSON for collectors'
            cand -q 'Print errors and the result only'
            cand --quiet 'Print errors and the result only'
            cand -v 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --verbose 'Say more on stderr: requests with -v, waits and decisions with -vv'
            cand --no-progress 'Show no progress bars'
            cand --no-input 'Never ask; fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'amosync;help'= {
            cand init 'Write the shortest configuration that works'
            cand doctor 'Check all that a sync needs, and say what to do'
            cand auth 'Sign in and out, and look after the tokens'
            cand account 'Show the account behind the token'
            cand schema 'Compare the account with the mapping, and create what is missing'
            cand fields 'Show, create and delete custom fields'
            cand mapping 'Look at the mapping, and test it'
            cand pipelines 'Show the funnels and their stages'
            cand sync-user 'Bring users up to date: contact, and what their roles add'
            cand sync-course 'Bring courses up to date: product, deal, and a supplier that the CRM lacks'
            cand sync-usercourse 'Bring the enrolment of a client in a course up to date'
            cand sync 'Bring the CRM up to date with the platform: all records, or a part of them'
            cand history 'Show past runs, or one of them in full'
            cand rejects 'Look after records that are invalid or were refused'
            cand chain 'Work with chains of actions'
            cand ids 'Look at the id map, and fill it from other knowledge than our own'
            cand explain 'Say why a record is sent or not, and what was sent last'
            cand check 'Compare what the CRM shows with what it was sent last, field by field'
            cand schedule 'Print what cron or systemd need to run `sync` every few minutes'
            cand sandbox 'Serve an emulated amoCRM account on loopback, until it is interrupted'
            cand demo 'Show the whole way on an emulated account'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the man pages into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'amosync;help;init'= {
        }
        &'amosync;help;doctor'= {
        }
        &'amosync;help;auth'= {
            cand login 'Exchange an authorization code, or store a long-lived token'
            cand refresh 'Renew the pair of tokens'
            cand status 'Show where the tokens are kept and how long they last'
            cand logout 'Remove everything that was stored'
        }
        &'amosync;help;auth;login'= {
        }
        &'amosync;help;auth;refresh'= {
        }
        &'amosync;help;auth;status'= {
        }
        &'amosync;help;auth;logout'= {
        }
        &'amosync;help;account'= {
        }
        &'amosync;help;schema'= {
            cand check 'List what is missing or ambiguous; exit code 3 when anything is'
            cand apply 'Create what is missing, after showing it; never deletes'
            cand pull 'Read the account''s shape again, and print a mapping to fill in'
        }
        &'amosync;help;schema;check'= {
        }
        &'amosync;help;schema;apply'= {
        }
        &'amosync;help;schema;pull'= {
        }
        &'amosync;help;fields'= {
            cand list 'List the fields of contacts, companies, leads, customers, segments or a list'
            cand show 'Show every attribute of one field'
            cand add 'Create fields; those that exist already are left as they are'
            cand delete 'Delete fields with all their values, after saying how many records lose some'
        }
        &'amosync;help;fields;list'= {
        }
        &'amosync;help;fields;show'= {
        }
        &'amosync;help;fields;add'= {
        }
        &'amosync;help;fields;delete'= {
        }
        &'amosync;help;mapping'= {
            cand show 'Show what a record becomes; nothing is sent'
            cand test 'Run a file of rows and the values that they have to become; needs neither network nor token'
        }
        &'amosync;help;mapping;show'= {
        }
        &'amosync;help;mapping;test'= {
        }
        &'amosync;help;pipelines'= {
            cand list 'List the funnels with their stages'
        }
        &'amosync;help;pipelines;list'= {
        }
        &'amosync;help;sync-user'= {
        }
        &'amosync;help;sync-course'= {
        }
        &'amosync;help;sync-usercourse'= {
        }
        &'amosync;help;sync'= {
        }
        &'amosync;help;history'= {
        }
        &'amosync;help;rejects'= {
            cand list 'List them with their reasons'
            cand retry 'Try them again at the next sync, although nothing has changed'
            cand drop 'Take them off the list; those that still cannot go through come back'
            cand export 'Write them as CSV'
        }
        &'amosync;help;rejects;list'= {
        }
        &'amosync;help;rejects;retry'= {
        }
        &'amosync;help;rejects;drop'= {
        }
        &'amosync;help;rejects;export'= {
        }
        &'amosync;help;chain'= {
            cand build 'Print the chain of a user, a course or an enrolment'
            cand run 'Run a chain from a file, or from stdin with `-`'
            cand show 'Show the chains that stopped before their end'
            cand resume 'Go on with the chains that stopped, or with one of them'
        }
        &'amosync;help;chain;build'= {
            cand user 'Of a user'
            cand course 'Of a course'
            cand usercourse 'Of an enrolment'
        }
        &'amosync;help;chain;build;user'= {
        }
        &'amosync;help;chain;build;course'= {
        }
        &'amosync;help;chain;build;usercourse'= {
        }
        &'amosync;help;chain;run'= {
        }
        &'amosync;help;chain;show'= {
        }
        &'amosync;help;chain;resume'= {
        }
        &'amosync;help;ids'= {
            cand show 'Show how many records are mapped, or the pairs of a kind, of a record, of an entity'
            cand export 'Print all pairs as CSV, or as JSON with `--output json`'
            cand import 'Take pairs from the platform''s own `amo*` columns, or from a file'
            cand adopt 'Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU'
            cand rebuild 'Restore the id map from the markers in the CRM'
        }
        &'amosync;help;ids;show'= {
        }
        &'amosync;help;ids;export'= {
        }
        &'amosync;help;ids;import'= {
        }
        &'amosync;help;ids;adopt'= {
        }
        &'amosync;help;ids;rebuild'= {
        }
        &'amosync;help;explain'= {
        }
        &'amosync;help;check'= {
        }
        &'amosync;help;schedule'= {
            cand crontab 'Print an entry for `crontab -e`'
            cand systemd 'Print a service and a timer'
        }
        &'amosync;help;schedule;crontab'= {
        }
        &'amosync;help;schedule;systemd'= {
        }
        &'amosync;help;sandbox'= {
        }
        &'amosync;help;demo'= {
        }
        &'amosync;help;completions'= {
        }
        &'amosync;help;man'= {
        }
        &'amosync;help;help'= {
        }
    ]
    $completions[$command]
}
