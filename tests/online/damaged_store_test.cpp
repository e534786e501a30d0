// Commands on a store in which one document does not open.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/base/file.h"

#include "tests/online/pilot_store.h"
#include "tests/support/must.h"

#include <filesystem>

namespace renkei::online::damaged_store_test {
namespace {

using test::must;

store::Version add(const Pilot& pilot, const std::string& name) {
    const std::unique_ptr<Installation> installation =
        installation_of(pilot.file("renkei.yaml"), Language::english).value();
    store::Store& store = installation->store();
    store::NewVersion added;
    added.key = {seal::sha256("sender"), seal::sha256(name)};
    added.version.sha = seal::sha256(name);
    added.version.media_type = "text/plain";
    added.version.submitter = "care-office";
    added.version.size = name.size();
    added.content = must(store.prepare("連携　花子の情報", {{store::BodyKind::original, name}}));
    store::Version out;
    must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, transaction.add(added, 0));
        return {};
    }));
    return out;
}

// Two documents, of which the first is damaged.
class DamagedStore : public testing::Test {
protected:
    DamagedStore() {
        change_store(pilot, "UPDATE body SET bytes = CAST(substr(bytes, 1, 20) || x'00000000' || "
                            "substr(bytes, 25) AS BLOB) WHERE document = (SELECT min(document) FROM body)");
    }
    std::string sentence() const {
        return "document " + damaged.document +
               ", version 1, is damaged and cannot be read (what does not open: "
               "original); the peer care-office sent it";
    }

    Pilot pilot;
    const store::Version damaged = add(pilot, "one");
    const store::Version whole = add(pilot, "two");
};

TEST_F(DamagedStore, is_backed_up_and_the_document_is_named_with_its_sender) {
    const std::string file = pilot.beside("a.backup");
    expect(pilot("backup " + file),
           {.code = 1,
            .prints = {file + ": error[version-damaged]: " + sentence(), "written: 2 documents"},
            .omits = {"花子"}});
    expect(pilot("verify " + file),
           {.code = 2,
            .prints = {"error[version-damaged]: " + sentence(), "error[backup-documents-damaged]: "},
            .omits = {": whole"}});
}

TEST_F(DamagedStore, is_restored_with_the_damage_and_all_else) {
    const std::string file = pilot.beside("a.backup");
    ASSERT_EQ(pilot("backup " + file).code, 1);
    const std::string other = pilot.file("other.yaml");
    ASSERT_TRUE(base::write_file(other, "keys: {master: master.key}\nstore: {file: restored.db}\n",
                                 base::Overwrite::no));
    expect(run_renkei("restore " + file + " --config " + other),
           {.code = 1, .prints = {"restored: 2 documents", "error[version-damaged]: " + sentence()}});
    expect(run_renkei("backup " + pilot.beside("b.backup") + " --config " + other),
           {.code = 1, .prints = {"error[version-damaged]: " + sentence()}}); // nothing was mended in silence
}

TEST_F(DamagedStore, is_warned_of_before_a_start) {
    expect(pilot("serve --check"), {.code = 1, .prints = {"warning[version-damaged]: " + sentence()}});
}

TEST(WholeStore, has_no_such_finding) {
    const Pilot pilot;
    add(pilot, "one");
    expect(pilot("serve --check"), {.code = 0});
    expect(pilot("backup " + pilot.beside("a.backup")), {.code = 0});
    expect(pilot("verify " + pilot.beside("a.backup")), {.code = 0});
}

} // namespace
} // namespace renkei::online::damaged_store_test
