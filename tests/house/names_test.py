"""check_names.py finds paths of one machine and hosts of registries, and leaves ordinary paths alone."""

import small_tree

import check_names

SLASH = "/"  # keeps what must be found out of this file's own text


class Names(small_tree.SmallTree):
    def test_ordinary_paths_are_in_order(self):
        self.write("README.md", "src/work/a, /usr/lib, /dev/shm, ~/data, https://github.com/a/b, /workspace\n")
        self.write("tests/a.cpp", 'path("../shar' + 'ed/corpus");\n')
        self.assertEqual(check_names.check(self.root), [])

    def test_a_path_of_one_machine_is_found(self):
        for folder in ("work", "root", "home"):
            self.write("docs/a.md", f"\nsee {SLASH}{folder}{SLASH}me/x\n")
            self.assert_one_problem(check_names.check(self.root), "docs/a.md:2")

    def test_the_host_of_a_registry_is_found(self):
        self.write("scripts/a.sh", "curl https:" + f"{SLASH}{SLASH}files.py" + "pi.example/x\n")
        self.assert_one_problem(check_names.check(self.root), "registry")

    def test_other_files_beside_the_checkout_are_found(self):
        self.write("src/a.cpp", "../shar" + "ed/notes.md\n")
        self.assert_one_problem(check_names.check(self.root), "beside the checkout")

    def test_builds_are_not_read(self):
        self.write("build/a.txt", f"{SLASH}root{SLASH}x\n")
        self.write(".deps/a.txt", f"{SLASH}root{SLASH}x\n")
        self.assertEqual(check_names.check(self.root), [])
