# Completions of convnet for fish.

complete -c convnet -n __fish_use_subcommand -f -s h -l help -d 'Show this help and exit'
complete -c convnet -n __fish_use_subcommand -f -s V -l version -d 'Show the version and exit'
