// renkei fetch: what waits in a mailbox becomes files.
#include "gateway/network/client/fetched_files.h"
#include "gateway/network/seal/hash.h"
#include "generated/messages/exchange.h"

#include "tests/client/fetch_kit.h"
#include "tests/support/child.h"

#include <cstdlib>
#include <set>

namespace renkei::client::fetch_test {
namespace {

using test::put;

TEST(FetchMailbox, puts_a_notice_beside_a_file_in_other_characters_than_the_document_has) {
    const TemporaryFolder folder;
    const std::string replaced = R"("name";from="U+9AD9";to="U+9AD8")";
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .document = "doc-1", .replaced = replaced}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A.CSV", "A.CSV.notice.json"}));
    const auto notice = nlohmann::json::parse(*base::read_file(folder / "A.CSV.notice.json"));
    EXPECT_EQ(notice.at("status"), "characters-replaced");
    EXPECT_EQ(notice.at("document"), "doc-1");
    EXPECT_EQ(notice.at("file"), "A.CSV");
    EXPECT_EQ(notice.at("replaced"), replaced);
}

TEST(FetchMailbox, writes_every_delivery_into_the_folder_and_acknowledges_it) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"A.CSV", "a"}, {"B.CSV", "b"}, {"C.CSV", "c"}, {"D.CSV", "d"}, {"E.CSV", "e"}});
    const auto fetched = mailbox.fetch(folder.path());
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fetched->files.size(), 5U);
    EXPECT_EQ(mailbox.left(), 0U);
    EXPECT_EQ(visible(folder), (Names{"A.CSV", "B.CSV", "C.CSV", "D.CSV", "E.CSV"}));
    EXPECT_EQ(*base::read_file(folder / "E.CSV"), "e");
}

TEST(FetchMailbox, acknowledges_only_what_is_in_the_folder) {
    const TemporaryFolder folder;
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    bool was_there = false;
    mailbox.on_acknowledge = [&] { was_there = fs::exists(folder / "A.CSV"); };
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_TRUE(was_there);
}

// The sender sees which file the receiver has.
TEST(FetchMailbox, acknowledges_with_the_hash_of_the_file) {
    const TemporaryFolder folder;
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    ASSERT_EQ(mailbox.acknowledged().size(), 1U);
    EXPECT_TRUE(mailbox.acknowledged()[0].ends_with("?sha256=" + seal::to_hex(seal::sha256("a"))));
}

TEST(FetchMailbox, writes_no_second_file_when_the_acknowledgement_was_lost) {
    const TemporaryFolder folder;
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    mailbox.loses_acknowledgements = true;
    EXPECT_FALSE(mailbox.fetch(folder.path()));
    mailbox.loses_acknowledgements = false;
    EXPECT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(mailbox.left(), 0U);
    EXPECT_EQ(visible(folder), Names{"A.CSV"});
}

TEST(FetchMailbox, overwrites_nothing) {
    const TemporaryFolder folder;
    put(folder / "A.CSV", "of yesterday");
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(*base::read_file(folder / "A.CSV"), "of yesterday");
    EXPECT_EQ(*base::read_file(folder / "A-2.CSV"), "a");
}

TEST(FetchMailbox, stays_in_its_folder_whatever_the_names_are) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"../../A.CSV", "a"}, {"", "b"}});
    ASSERT_TRUE(mailbox.fetch(folder / "in"));
    EXPECT_EQ(visible(folder), Names{"in"});
    EXPECT_EQ(folder.names("in").size(), 3U) << "and its memory";
}

TEST(FetchMailbox, goes_on_behind_a_delivery_that_cannot_be_fetched) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"A.CSV", "a", 406}, {"B.CSV", "b"}, {"C.CSV", "c", 410}, {"D.CSV", "d"}});
    const auto fetched = mailbox.fetch(folder.path());
    ASSERT_TRUE(fetched);
    ASSERT_EQ(fetched->problems.size(), 2U);
    EXPECT_EQ(fetched->problems[0].message, diag::message::server_refused);
    EXPECT_EQ(fetched->problems[0].args, Names{"406"});
    EXPECT_EQ(fetched->problems[1].message, diag::message::server_said) << "its words, quoted";
    EXPECT_EQ(visible(folder), (Names{"B.CSV", "D.CSV"}));
    EXPECT_EQ(mailbox.left(), 1U) << "what cannot be fetched waits on, what was withdrawn does not";
}

nlohmann::json notice_in(const TemporaryFolder& folder, const std::string& name) {
    return nlohmann::json::parse(base::read_file(folder / name).value_or(""), nullptr, false);
}

TEST(FetchMailbox, gives_a_name_to_no_second_document_although_the_first_file_was_taken) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .document = "one"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    fs::remove(folder / "A.CSV");
    mailbox.add("d5", {.name = "A.CSV", .content = "b", .document = "two"});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), Names{"A-2.CSV"});
}

TEST(FetchMailbox, marks_the_file_of_the_version_before) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "first", .document = "one"},
                     {.name = "A.CSV", .content = "second", .document = "one", .version = 2},
                     {.name = "B.CSV", .content = "other", .document = "two"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A-2.CSV", "A.CSV", "A.CSV.superseded.json", "B.CSV"}));
    EXPECT_EQ(notice_in(folder, "A.CSV.superseded.json"),
              (nlohmann::json{{"status", "superseded"},
                              {"sender", "office:9970100013"},
                              {"document", "one"},
                              {"version", 2},
                              {"delivery", "d0"},
                              {"known_as", "A.CSV"},
                              {"delivered_version", 1},
                              {"sha256", seal::to_hex(seal::sha256("first"))}}));
}

TEST(FetchMailbox, marks_an_older_version_that_comes_after_a_newer_one) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "second", .document = "one", .version = 2},
                     {.name = "A.CSV", .content = "first", .document = "one"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A-2.CSV", "A-2.CSV.superseded.json", "A.CSV"}));
    EXPECT_EQ(notice_in(folder, "A-2.CSV.superseded.json").at("delivered_version"), 1);
}

constexpr const char* withdrawal =
    R"({"status":"withdrawn","sender":"office:9970100013","document":"one","version":9,"delivery":"d0","deliveries":["d0"]})";

TEST(FetchMailbox, names_a_withdrawal_as_it_named_the_file) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "of another document", .document = "two"},
                     {.name = "A.CSV", .content = "a", .document = "one"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    fs::remove(folder / "A-2.CSV");
    mailbox.add("d7", {.name = "one.withdrawn.json",
                       .content = withdrawal,
                       .document = "one",
                       .version = 9,
                       .withdrawn = true});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A-2.CSV.withdrawn.json", "A.CSV"}));
    const nlohmann::json notice = notice_in(folder, "A-2.CSV.withdrawn.json");
    EXPECT_EQ(notice.at("status"), "withdrawn");
    EXPECT_EQ(notice.at("sender"), "office:9970100013");
    EXPECT_EQ(notice.at("document"), "one");
    EXPECT_EQ(notice.at("version"), 9);
    EXPECT_EQ(notice.at("delivery"), "d1");
    EXPECT_EQ(notice.at("known_as"), "A-2.CSV");
    EXPECT_EQ(notice.at("delivered_version"), 1);
    EXPECT_EQ(notice.at("sha256"), seal::to_hex(seal::sha256("a")));
}

TEST(FetchMailbox, puts_a_withdrawal_beside_each_file_of_the_document_and_not_once_more) {
    const TemporaryFolder folder;
    const Mailbox::Letter gone{.name = "one.withdrawn.json",
                               .content = withdrawal,
                               .document = "one",
                               .version = 9,
                               .withdrawn = true};
    Mailbox mailbox({{.name = "A.CSV", .content = "first", .document = "one"},
                     {.name = "A.CSV", .content = "second", .document = "one", .version = 2},
                     gone});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_TRUE(fs::exists(folder / "A.CSV.withdrawn.json"));
    EXPECT_TRUE(fs::exists(folder / "A-2.CSV.withdrawn.json"));
    for (const std::string& name : visible(folder)) {
        fs::remove(folder / name);
    }
    Mailbox::Letter later = gone;
    later.version = 11;
    mailbox.add("d7", {.name = "A.CSV", .content = "third", .document = "one", .version = 10});
    mailbox.add("d8", later);
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A-3.CSV", "A-3.CSV.withdrawn.json"}));
}

TEST(FetchMailbox, keeps_a_withdrawal_of_what_it_does_not_know_as_the_gateway_names_it) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "one.withdrawn.json",
                      .content = withdrawal,
                      .document = "one",
                      .version = 9,
                      .withdrawn = true}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), Names{"one.withdrawn.json"});
    EXPECT_EQ(*base::read_file(folder / "one.withdrawn.json"), withdrawal);
}

TEST(FetchMailboxChild, DISABLED_fetches) {
    HttpPool pool(nullptr, client_limits());
    (void)fetch_mailbox(pool, *parse_http_url(std::getenv("RENKEI_TEST_URL")),
                        std::getenv("RENKEI_TEST_FOLDER"));
}

class FetchCrash : public testing::TestWithParam<const char*> {};

TEST_P(FetchCrash, leaves_no_name_to_another_document) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .document = "one"}});
    const test::ChildEnd end =
        test::run_child("FetchMailboxChild.DISABLED_fetches", {{"RENKEI_TEST_URL", mailbox.url()},
                                                               {"RENKEI_TEST_FOLDER", folder.path().string()},
                                                               {"RENKEI_DIE_AT", GetParam()}});
    EXPECT_TRUE(end.was_killed);
    std::set<std::string> contents; // each as NAME=CONTENT
    const auto take = [&] {
        for (const std::string& name : visible(folder)) {
            contents.insert(name + "=" + *base::read_file(folder / name));
            fs::remove(folder / name);
        }
    };
    take();
    mailbox.add("c0", {.name = "A.CSV", .content = "b", .document = "two"}); // comes first
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    take();
    EXPECT_EQ(contents, (std::set<std::string>{"A.CSV=a", "A-2.CSV=b"}));
    EXPECT_EQ(mailbox.left(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Steps, FetchCrash, testing::Values("fetch.noted", "fetch.put"));

TEST(FetchMailbox, goes_on_behind_a_line_of_its_memory_that_was_cut) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .document = "one"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    fs::remove(folder / "A.CSV");
    const std::string whole = *base::read_file(folder / fetched_files_name);
    for (std::size_t cut = 1; cut < whole.size(); cut += 7) { // also in the middle of what is known
        put(folder / fetched_files_name, whole + whole.substr(whole.size() / 2, cut % (whole.size() / 2)));
        mailbox.add("e" + std::to_string(cut),
                    {.name = "A.CSV", .content = "b", .document = "two", .version = 1});
        ASSERT_TRUE(mailbox.fetch(folder.path()));
        EXPECT_FALSE(fs::exists(folder / "A.CSV")) << "it is the first document's, for ever";
        EXPECT_TRUE(fs::exists(folder / "A-2.CSV"));
        fs::remove(folder / "A-2.CSV");
    }
}

} // namespace
} // namespace renkei::client::fetch_test
