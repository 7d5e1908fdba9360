/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-interpreters.h"

#include <string.h>

#define NO_OPERAND   LAMP_INTERPRETER_NO_OPERAND
#define STDIN        LAMP_INTERPRETER_STDIN
#define DASH_ENDS    LAMP_INTERPRETER_DASH_ENDS
#define PLUS         LAMP_INTERPRETER_PLUS
#define WORDS        LAMP_INTERPRETER_WORDS
#define CODE_GOES_ON LAMP_INTERPRETER_CODE_GOES_ON
#define SCRIPT_ENDS  LAMP_INTERPRETER_SCRIPT_ENDS

/* Sources: each program's manual page (bash 5.2, dash 0.5.12, zsh 5.9, ksh 93u+m, fish 3.6, python 3.11,
 * perl 5.36, ruby 3.1, node 18, deno 1.40, bun 1.1, php 8.2, lua 5.4, gjs 1.74, tcl 8.6, expect 5.45,
 * gawk 5.2, make 4.3, java 17, mono 6.8, R 4.2, julia 1.9, guile 3.0, emacs 28, gdb 13, ld.so(8)). */
static const LampInterpreter interpreters[] = {
  { .names = "bash rbash",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = STDIN | DASH_ENDS | PLUS,
    .value_short = "oO",
    .code_short = "c",
    .look_short = "nD",
    .long_options = "--rcfile=s --init-file=s --dump-strings=n --dump-po-strings=n --help=n --version=n" },
  { .names = "dash sh ash zsh ksh ksh93 mksh lksh oksh yash posh",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = STDIN | DASH_ENDS | PLUS,
    .value_short = "o",
    .code_short = "c",
    .look_short = "n",
    .long_options = "--help=n --version=n" },
  { .names = "csh tcsh bsd-csh",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = STDIN | DASH_ENDS,
    .code_short = "c",
    .look_short = "n",
    .long_options = "--help=n --version=n" },
  { .names = "fish",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = STDIN,
    .value_short = "dDfoC",
    .code_short = "c",
    .look_short = "nhv",
    .long_options =
        "--command=c --init-command=v --no-execute=n --features=v --debug=v --debug-output=v --profile=v "
        "--profile-startup=v --help=n --version=n" },
  { .names = "elvish xonsh nu",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = STDIN,
    .code_short = "c",
    .long_options = "--commands=c --config=s --env-config=s --rc=s --help=n --version=n" },
  { .names = "pwsh",
    .kind = LAMP_INTERPRETER_SHELL,
    .flags = WORDS | STDIN,
    .long_options =
        "-File=S -f=S -Command=c -c=c -EncodedCommand=c -e=c -ExecutionPolicy=v -ep=v -ex=v "
        "-WorkingDirectory=v -wd=v -OutputFormat=v -o=v -InputFormat=v -Version=n -v=n -Help=n -h=n" },
  { .names = "python pypy ipython bpython micropython",
    .kind = LAMP_INTERPRETER_PYTHON,
    .flags = STDIN,
    .value_short = "WX",
    .code_short = "c",
    .look_short = "Vh?",
    .long_options = "--check-hash-based-pycs=v --help=n --version=n --help-all=n --help-env=n" },
  { .names = "perl",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .value_short = "I",
    .rest_short = "DFMimx",
    .code_short = "eE",
    .look_short = "cvVh",
    .long_options = "--help=n --version=n" },
  { .names = "ruby jruby truffleruby",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .value_short = "CEI",
    .rest_short = "FKTWix",
    .code_short = "e",
    .look_short = "ch",
    .script_short = "r",
    .long_options =
        "--encoding=v --external-encoding=v --internal-encoding=v --help=n --version=n --copyright=n" },
  { .names = "node nodejs",
    .kind = LAMP_INTERPRETER_JAVASCRIPT,
    .flags = STDIN,
    .value_short = "C",
    .code_short = "ep",
    .look_short = "chv",
    .script_short = "r",
    .long_options =
        "--eval=c --print=c --require=s --import=s --loader=s --experimental-loader=s --conditions=v "
        "--input-type=v --env-file=v --title=v --check=n --help=n --version=n --v8-options=n",
    .words = "inspect=r debug=r" },
  { .names = "deno",
    .kind = LAMP_INTERPRETER_JAVASCRIPT,
    .flags = 0,
    .value_short = "cL",
    .rest_short = "r",
    .look_short = "hV",
    .long_options = "--config=v --import-map=v --log-level=v --preload=s --help=n --version=n",
    .words =
        "run=r test=r bench=r serve=r eval=n check=n fmt=n lint=n info=n doc=n cache=n compile=n bundle=n "
        "repl=n install=n types=n" },
  { .names = "bun bunx",
    .kind = LAMP_INTERPRETER_JAVASCRIPT,
    .flags = STDIN,
    .value_short = "cd",
    .code_short = "ep",
    .look_short = "hv",
    .script_short = "r",
    .long_options =
        "--preload=s --require=s --import=s --eval=c --print=c --cwd=v --config=v --help=n --version=n",
    .words = "run=r test=r x=r build=n install=n add=n create=n pm=n" },
  { .names = "gjs gjs-console",
    .kind = LAMP_INTERPRETER_JAVASCRIPT,
    .flags = STDIN,
    .value_short = "IC",
    .code_short = "c",
    .look_short = "h",
    .long_options =
        "--command=c --include-path=v --coverage-prefix=v --coverage-output=v --profile=v --help=n "
        "--version=n --jsversion=n" },
  { .names = "qjs d8 rhino ts-node tsx",
    .kind = LAMP_INTERPRETER_JAVASCRIPT,
    .flags = 0,
    .code_short = "e",
    .look_short = "h",
    .long_options = "--eval=c --help=n --version=n" },
  { .names = "php php-cgi php-cli",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = SCRIPT_ENDS | STDIN,
    .value_short = "ctSz",
    .rest_short = "d",
    .code_short = "rBRE",
    .look_short = "lswimvh",
    .script_short = "fF",
    .long_options =
        "--file=S --run=c --process-file=s --process-code=c --process-begin=c --process-end=c --php-ini=v "
        "--define=v --syntax-check=n --syntax-highlight=n --strip=n --info=n --modules=n --version=n "
        "--help=n" },
  { .names = "lua luajit",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN | CODE_GOES_ON,
    .value_short = "l",
    .rest_short = "jO",
    .code_short = "e",
    .look_short = "b" },
  { .names = "tclsh wish jimsh",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = WORDS | STDIN,
    .long_options = "-encoding=v" },
  { .names = "expect expectk",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = SCRIPT_ENDS | STDIN | CODE_GOES_ON,
    .value_short = "D",
    .code_short = "c",
    .look_short = "v",
    .script_short = "fb" },
  { .names = "awk gawk mawk nawk original-awk",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND,
    .value_short = "vFlW",
    .code_short = "e",
    .look_short = "hV",
    .script_short = "fEi",
    .long_options =
        "--file=s --exec=s --include=s --source=c --assign=v --field-separator=v --load=v --help=n "
        "--version=n" },
  { .names = "make gmake bmake",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND,
    .value_short = "CIoW",
    .rest_short = "jlO",
    .code_short = "E",
    .look_short = "nqthv",
    .script_short = "f",
    .long_options =
        "--file=s --makefile=s --directory=v --include-dir=v --old-file=v --assume-old=v --what-if=v "
        "--assume-new=v --new-file=v --eval=c --just-print=n --dry-run=n --recon=n --question=n --touch=n "
        "--help=n --version=n" },
  { .names = "java jexec",
    .kind = LAMP_INTERPRETER_JAVA,
    .flags = WORDS,
    .long_options =
        "-jar=S -cp=l -classpath=l --class-path=l -p=l --module-path=l --upgrade-module-path=l -m=m "
        "--module=m --add-modules=v --add-opens=v --add-exports=v --add-reads=v --patch-module=v "
        "--source=v --limit-modules=v -d=n --describe-module=n --list-modules=n -version=n --version=n "
        "-help=n --help=n -h=n -?=n --dry-run=n" },
  { .names = "mono mono-sgen",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = 0,
    .look_short = "Vh",
    .long_options = "--config=v --help=n --version=n" },
  { .names = "dotnet",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = 0,
    .long_options =
        "--additionalprobingpath=v --depsfile=v --runtimeconfig=v --fx-version=v --roll-forward=v --help=n "
        "--version=n --info=n",
    .words = "exec=r script=r run=n build=n new=n restore=n test=n publish=n" },
  { .names = "wine wine64 wine-stable wine-development wine-staging wine-preloader wine64-preloader",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = 0,
    .long_options = "--help=n --version=n",
    .words = "/unix=r /b=r /wait=r start=r explorer=n winecfg=n regedit=n msiexec=r" },
  { .names = "Rscript",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = WORDS,
    .long_options = "-e=c --help=n --version=n" },
  { .names = "R",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND | STDIN | WORDS,
    .long_options = "-f=s --file=s -e=c -d=v --debugger=v -g=v --gui=v --help=n --version=n" },
  { .names = "julia",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .value_short = "JHpt",
    .code_short = "eE",
    .look_short = "vh",
    .script_short = "L",
    .long_options = "--eval=c --print=c --load=s --sysimage=v --threads=v --procs=v --help=n --version=n" },
  { .names = "guile",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .value_short = "Lxe",
    .code_short = "c",
    .look_short = "hv",
    .script_short = "sl",
    .long_options = "--help=n --version=n" },
  { .names = "octave octave-cli",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .value_short = "p",
    .long_options = "--eval=c --path=v --help=n --version=n" },
  { .names =
        "ocaml racket escript elixir groovy runghc runhaskell swipl janet crystal rakudo raku io newlisp gforth "
        "picolisp clisp scala kotlin",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = STDIN,
    .code_short = "e",
    .long_options = "--help=n --version=n" },
  { .names = "sbcl",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND | STDIN,
    .long_options = "--script=s --load=s --userinit=s --sysinit=s --eval=c --core=v --help=n --version=n" },
  { .names = "emacs emacs-gtk emacs-nox emacs-lucid emacs-pgtk",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND | WORDS,
    .long_options =
        "--script=S -script=S -x=S -l=s --load=s -load=s -f=v --funcall=v --eval=c -eval=c -u=v" },
  { .names = "vim vi nvim gvim vim.basic vim.tiny vim.gtk vim.gtk3 vim.nox",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND,
    .value_short = "cTtwWiqr",
    .script_short = "Ssu",
    .long_options = "--cmd=v --servername=v --startuptime=v" },
  { .names = "gdb",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND | WORDS,
    .long_options = "-x=s --command=s -ix=s --init-command=s -ex=v --eval-command=v -iex=v -p=v --pid=v" },
  { .names = "at batch",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = NO_OPERAND | STDIN,
    .value_short = "qt",
    .look_short = "lcV",
    .script_short = "f" },
  { .names =
        "ld-linux-x86-64.so.2 ld-linux.so.2 ld-linux-aarch64.so.1 ld-linux-armhf.so.3 ld-linux-riscv64-lp64d.so.1 "
        "ld64.so.2 ld64.so.1 ld-musl-x86_64.so.1 ld-musl-aarch64.so.1 ld.so",
    .kind = LAMP_INTERPRETER_LOADER,
    .flags = WORDS,
    .long_options =
        "--library-path=v --inhibit-rpath=v --audit=s --preload=s --argv0=v --glibc-hwcaps-prepend=v "
        "--glibc-hwcaps-mask=v --verify=n --list=n --list-tunables=n --list-diagnostics=n --help=n "
        "--version=n" },
  { .names = "qemu-x86_64 qemu-i386 qemu-aarch64 qemu-arm qemu-riscv64 qemu-x86_64-static qemu-i386-static "
             "qemu-aarch64-static qemu-arm-static qemu-riscv64-static box64 box86 FEXInterpreter FEXLoader",
    .kind = LAMP_INTERPRETER_OTHER,
    .flags = WORDS,
    .long_options =
        "-L=v -E=v -U=v -0=v -cpu=v -g=v -s=v -d=v -D=v -r=v -h=n --help=n -version=n --version=n" },
};

/* Only what a person types before a command. bwrap and the like stand before thumbnailers and are no wrapper
 * here: what they start tells itself. */
static const LampWrapper wrappers[] = {
  { .names = "sudo",
    .value_short = "ugphCrtTUDR",
    .long_values =
        "--user --group --prompt --host --close-from --role --type --command-timeout --other-user --chdir "
        "--chroot",
    .look_short = "lvVKe",
    .assignments = TRUE,
    .elevates = TRUE },
  { .names = "doas", .value_short = "uCa", .look_short = "L", .elevates = TRUE },
  { .names = "pkexec", .long_values = "--user", .elevates = TRUE },
  { .names = "run0",
    .value_short = "ugD",
    .long_values = "--user --group --chdir --unit --property --slice --nice --setenv",
    .elevates = TRUE },
  { .names = "env", .value_short = "uCS", .long_values = "--unset --chdir", .assignments = TRUE },
  { .names = "nohup setsid dbus-run-session catchsegv eatmydata gamemoderun mangohud busybox toybox" },
  { .names = "nice", .value_short = "n", .long_values = "--adjustment" },
  { .names = "timeout", .value_short = "ks", .long_values = "--kill-after --signal", .positional = 1 },
  { .names = "stdbuf", .value_short = "ioe", .long_values = "--input --output --error" },
  { .names = "ionice", .value_short = "cnpPu", .long_values = "--class --classdata" },
  { .names = "chrt", .value_short = "TPD", .positional = 1 },
  { .names = "taskset", .look_short = "p", .positional = 1 },
  { .names = "time", .value_short = "fo", .long_values = "--format --output" },
  { .names = "strace ltrace", .value_short = "eoOpsuaSbIXPEp", .look_short = "hV" },
  { .names = "systemd-run",
    .value_short = "pMEHu",
    .long_values =
        "--unit --property --slice --description --setenv --working-directory --uid --gid --nice" },
  { .names = "systemd-inhibit", .long_values = "--what --who --why --mode" },
  { .names = "firejail proxychains proxychains4 torsocks torify", .value_short = "f" },
};

static gboolean
has_name (const char *names, const char *name, gsize length)
{
  for (const char *p = names; *p != '\0'; p += strspn (p, " "))
    {
      gsize size = strcspn (p, " ");
      if (size == length && strncmp (p, name, length) == 0)
        return TRUE;
      p += size;
    }
  return FALSE;
}

/**
 * lamp_interpreter_dup_base_name:
 * @program: path of an image, or argv[0]
 *
 * Takes off what the kernel and login(1) add: a file that was replaced by an update reads "x (deleted)", a
 * login shell's argv[0] is "-bash".
 *
 * Returns: (transfer full): the file name
 */
char *
lamp_interpreter_dup_base_name (const char *program)
{
  const char *slash = strrchr (program, '/');
  char *name = g_strdup (slash != NULL ? slash + 1 : program);

  if (g_str_has_suffix (name, " (deleted)"))
    name[strlen (name) - strlen (" (deleted)")] = '\0';
  if (slash == NULL && name[0] == '-')
    memmove (name, name + 1, strlen (name));
  return name;
}

/**
 * lamp_interpreter_find:
 * @base_name: a file name
 *
 * A version may follow the name: `python3.11`, `perl5.36.0`, `guile-3.0`.
 *
 * Returns: (nullable): its row
 */
const LampInterpreter *
lamp_interpreter_find (const char *base_name)
{
  gsize length = strlen (base_name);

  for (int pass = 0; pass < 2; pass++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (interpreters) && length > 0; i++)
        if (has_name (interpreters[i].names, base_name, length))
          return &interpreters[i];
      while (length > 0 && strchr ("0123456789.-", base_name[length - 1]) != NULL)
        length--;
    }
  return NULL;
}

/**
 * lamp_wrapper_find:
 * @base_name: a file name
 *
 * Returns: (nullable): its row
 */
const LampWrapper *
lamp_wrapper_find (const char *base_name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrappers); i++)
    if (has_name (wrappers[i].names, base_name, strlen (base_name)))
      return &wrappers[i];
  return NULL;
}

/**
 * lamp_interpreter_find_effect:
 * @table: (nullable): `word=effect` entries, separated by spaces
 * @word: a word
 * @length: so many bytes of it
 *
 * Returns: the effect's letter, or 0
 */
char
lamp_interpreter_find_effect (const char *table, const char *word, gsize length)
{
  for (const char *p = table; p != NULL && *p != '\0'; p += strspn (p, " "))
    {
      gsize size = strcspn (p, "=");
      if (size == length && strncmp (p, word, length) == 0)
        return p[size + 1];
      p += strcspn (p, " ");
    }
  return 0;
}
