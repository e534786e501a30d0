#include "tests/store/kit.h"

#include <algorithm>

namespace renkei::store::find_test {
namespace {

class Find : public Contract {
protected:
    std::vector<std::string> names(const DocumentQuery& query, bool* more = nullptr) const {
        const DocumentPage page =
            read<DocumentPage>(*store, [&](const Snapshot& it) { return it.find(query); });
        if (more != nullptr) {
            *more = page.more;
        }
        std::vector<std::string> out;
        for (const Version& version : page.versions) {
            out.push_back(version.title.empty() ? "gone"
                                                : version.title.substr(std::string("title of ").size()));
        }
        return out;
    }
    using Names = std::vector<std::string>;
};
RENKEI_ON_BOTH_ENGINES(Find);

Viewer of(std::string_view number) { return {"stranger", {office(number)}}; }

TEST_P(Find, shows_a_document_to_its_parties_only) {
    add(*store, "d");
    EXPECT_EQ(names({.viewer = hospital}), Names{"d"}) << "the submitter";
    EXPECT_EQ(names({.viewer = of("1")}), Names{"d"}) << "the sender";
    EXPECT_EQ(names({.viewer = of("2")}), Names{"d"}) << "the receiver";
    EXPECT_EQ(names({.viewer = of("3")}), Names{});
    EXPECT_EQ(names({.viewer = {"1", {}}}), Names{}) << "a peer's id is no number";
    EXPECT_EQ(names({.viewer = {"", {{"", "hospital"}}}}), Names{}) << "a number is no peer's id";
    EXPECT_EQ(names({.viewer = {"hospital", {office("1"), office("2")}}}), Names{"d"})
        << "once, however often it is a party";
}

TEST_P(Find, conditions_never_show_more_than_the_viewer_may_see) {
    add(*store, "d");
    const Viewer other = of("3");
    EXPECT_EQ(names({.viewer = other, .persons = {hash_of("person")}}), Names{});
    EXPECT_EQ(names({.viewer = other, .senders = {office("1")}}), Names{});
    EXPECT_EQ(names({.viewer = other, .form = "admission"}), Names{});
}

TEST_P(Find, takes_sql_in_a_value_for_text) {
    add(*store, "d");
    for (const std::string& text :
         {std::string("' OR '1'='1"), std::string("x'; DELETE FROM version; --"),
          std::string("\\'; DROP TABLE document; --"), std::string("%"), std::string("$1")}) {
        EXPECT_EQ(names({.viewer = {text, {{text, text}}}}), Names{}) << text;
        EXPECT_EQ(names({.viewer = hospital, .form = text}), Names{}) << text;
        EXPECT_EQ(names({.viewer = hospital, .senders = {{text, text}}}), Names{}) << text;
        EXPECT_EQ(names({.viewer = of("3"), .date_from = text}), Names{}) << text;
        EXPECT_EQ(names({.viewer = of("3"), .date_to = text}), Names{}) << text;
        NewVersion version = document(*store, text);
        version.version.form = text;
        version.parties.senders = {{text, text}};
        add(*store, version);
        EXPECT_EQ(names({.viewer = hospital, .form = text, .senders = {{text, text}}}), Names{text}) << text;
    }
    EXPECT_EQ(names({.viewer = of("1")}), Names{"d"}) << "it is there still, and alone the sender's";
}

TEST_P(Find, by_person_sender_form_date_and_change) {
    NewVersion one = document(*store, "one");
    NewVersion two = document(*store, "two");
    two.parties.persons = {hash_of("other")};
    two.parties.senders = {office("9")};
    two.version.form = "careplan";
    two.version.date = "2026-12-01T10:00:00+09:00";
    add(*store, one);
    site->clock.pass(1000);
    const Millis later = site->clock.now();
    add(*store, two);
    const Viewer viewer = hospital;
    EXPECT_EQ(names({.viewer = viewer, .persons = {hash_of("person")}}), Names{"one"});
    EXPECT_EQ(names({.viewer = viewer, .persons = {hash_of("person"), hash_of("other")}}),
              (Names{"two", "one"}));
    EXPECT_EQ(names({.viewer = viewer, .senders = {office("9")}}), Names{"two"});
    EXPECT_EQ(names({.viewer = viewer, .senders = {office("2")}}), Names{}) << "a receiver is no sender";
    EXPECT_EQ(names({.viewer = viewer, .form = "careplan"}), Names{"two"});
    EXPECT_EQ(names({.viewer = viewer, .date_from = "2026-11-21"}), Names{"two"});
    EXPECT_EQ(names({.viewer = viewer, .date_to = "2026-11-20"}), Names{"one"});
    EXPECT_EQ(names({.viewer = viewer, .date_from = "2026-12-01", .date_to = "2026-12-01"}), Names{"two"})
        << "the whole day";
    EXPECT_EQ(names({.viewer = viewer, .date_to = "2026-12"}), (Names{"two", "one"})) << "the whole month";
    EXPECT_EQ(names({.viewer = viewer, .since = later}), Names{"two"});
    EXPECT_EQ(names({.viewer = viewer, .persons = {hash_of("person")}, .form = "careplan"}), Names{});
    EXPECT_EQ(names({.viewer = viewer,
                     .persons = {hash_of("other")},
                     .form = "careplan",
                     .senders = {office("9")},
                     .date_from = "2026-12-01",
                     .since = later}),
              Names{"two"});
}

TEST_P(Find, uses_the_newest_version) {
    const Version first = add(*store, "d");
    NewVersion second = document(*store, "d", "two");
    second.version.form = "careplan";
    second.version.date = "2027-01-01";
    site->clock.pass(1000);
    add(*store, second, 1);
    EXPECT_EQ(names({.viewer = hospital, .form = "admission"}), Names{});
    EXPECT_EQ(
        names(
            {.viewer = hospital, .form = "careplan", .date_from = "2027-01-01", .since = site->clock.now()}),
        Names{"d"});
    EXPECT_EQ(names({.viewer = hospital, .form = "careplan", .only_current = false}), (Names{"d", "d"}))
        << "all its versions";
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.withdraw(first.document, 2, "hospital"));
        return {};
    });
    EXPECT_EQ(names({.viewer = hospital}), Names{});
    EXPECT_EQ(names({.viewer = hospital, .persons = {hash_of("person")}}), Names{});
    EXPECT_EQ(names({.viewer = hospital, .only_current = false}), (Names{"gone", "gone", "gone"}));
    EXPECT_EQ(names({.viewer = hospital, .with_withdrawn = true}), Names{"gone"}) << "once";
    EXPECT_EQ(
        names(
            {.viewer = hospital, .persons = {hash_of("person")}, .form = "careplan", .with_withdrawn = true}),
        Names{"gone"});
    EXPECT_EQ(names({.viewer = of("3"), .with_withdrawn = true}), Names{});
}

TEST_P(Find, shows_a_version_to_its_own_parties_only) {
    add(*store, "d");
    NewVersion second = document(*store, "d", "two");
    second.parties.receivers = {office("4")};
    add(*store, second, 1);
    EXPECT_EQ(names({.viewer = of("2")}), Names{}) << "it is named in the old one";
    EXPECT_EQ(names({.viewer = of("2"), .only_current = false}), Names{"gone"});
    EXPECT_EQ(names({.viewer = of("4")}), Names{"d"});
    EXPECT_EQ(names({.viewer = of("4"), .only_current = false}), Names{"d"});
    EXPECT_EQ(names({.viewer = hospital, .only_current = false}), (Names{"d", "d"})) << "it submitted both";
    EXPECT_EQ(names({.viewer = of("2"), .persons = {hash_of("person")}}), Names{});
    bool more = true;
    EXPECT_EQ(names({.viewer = hospital, .only_current = false, .limit = 1}, &more), (Names{"d", "d"}));
    EXPECT_FALSE(more) << "two versions are one document";
}

TEST_P(Find, counts_the_persons_of_the_version_that_is_shown_alone) {
    add(*store, "d");
    NewVersion second = document(*store, "d", "two");
    second.parties.persons = {hash_of("other")};
    add(*store, second, 1);
    const auto found = [&](const char* person, bool only_current) {
        const DocumentPage page = read<DocumentPage>(*store, [&](const Snapshot& it) {
            return it.find({.viewer = hospital, .persons = {hash_of(person)}, .only_current = only_current});
        });
        std::vector<std::uint32_t> out;
        std::ranges::transform(page.versions, std::back_inserter(out), &Version::number);
        return out;
    };
    using Numbers = std::vector<std::uint32_t>;
    EXPECT_EQ(found("person", true), Numbers{}) << "it was a slip";
    EXPECT_EQ(found("other", true), Numbers{2});
    EXPECT_EQ(names({.viewer = hospital, .persons = {hash_of("person")}, .with_withdrawn = true}), Names{});
    EXPECT_EQ(found("person", false), Numbers{1});
    EXPECT_EQ(found("other", false), Numbers{2});
}

TEST_P(Find, lists_what_is_gone_as_withdrawn_without_anything_of_its_content) {
    const Version first = add(*store, "d");
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.withdraw(first.document, 1, "hospital"));
        return {};
    });
    NewVersion later = document(*store, "d", "two");
    later.parties.receivers = {office("4")};
    add(*store, later, 2);
    const DocumentPage page = read<DocumentPage>(
        *store, [&](const Snapshot& it) { return it.find({.viewer = of("2"), .only_current = false}); });
    ASSERT_EQ(page.versions.size(), 2U) << "the version that it could read, and the withdrawal";
    for (const Version& version : page.versions) {
        EXPECT_EQ(version.status, VersionStatus::withdrawn);
        EXPECT_EQ(version.title + version.media_type + version.syntax + version.sha1, "");
        EXPECT_EQ(version.size, 0U);
        EXPECT_EQ(version.sha, Hash{});
        EXPECT_FALSE(version.has_fhir);
    }
}

TEST_P(Find, shows_a_former_reader_nothing_of_later_versions) {
    add(*store, "d");
    site->clock.pass(1000);
    const Millis corrected = site->clock.now();
    NewVersion later = document(*store, "d", "two");
    later.parties.receivers = {office("4")};
    later.version.form = "careplan";
    later.version.date = "2026-12-01";
    add(*store, later, 1);
    site->clock.pass(1000);
    const Millis corrected_again = site->clock.now();
    add(*store, later, 2);
    const auto is_found = [&](DocumentQuery query) {
        query.viewer = of("2");
        query.only_current = false;
        return names(query) == Names{"gone"};
    };
    EXPECT_TRUE(is_found({.form = "admission"}));
    EXPECT_FALSE(is_found({.form = "careplan"}));
    EXPECT_TRUE(is_found({.date_to = "2026-11-30"}));
    EXPECT_FALSE(is_found({.date_from = "2026-12-01"}));
    EXPECT_TRUE(is_found({.since = corrected})) << "that is when it lost the document";
    EXPECT_FALSE(is_found({.since = corrected_again}));
}

TEST_P(Find, shows_nothing_of_what_follows_a_withdrawal) {
    const Version first = add(*store, "d");
    site->clock.pass(1000);
    const Millis withdrawn = site->clock.now();
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.withdraw(first.document, 1, "hospital"));
        return {};
    });
    site->clock.pass(1000);
    const Millis corrected = site->clock.now();
    NewVersion later = document(*store, "d", "two");
    later.parties.receivers = {office("4")};
    add(*store, later, 2);
    const auto found_since = [&](Millis since) {
        return names({.viewer = of("2"), .since = since, .only_current = false}).size();
    };
    EXPECT_EQ(found_since(withdrawn), 2U);
    EXPECT_EQ(found_since(corrected), 0U);
}

TEST_P(Find, pages_show_every_document_once) {
    Names all;
    for (int i = 0; i < 23; ++i) {
        NewVersion it = document(*store, std::to_string(i));
        it.parties.persons = {hash_of(i % 2 == 0 ? "even" : "odd")};
        it.parties.receivers = {office(i % 3 == 0 ? "2" : "5")};
        add(*store, it);
        all.push_back(std::to_string(i));
    }
    const auto walk = [&](DocumentQuery query) {
        Names out;
        query.limit = 4;
        for (bool more = true; more;) {
            const DocumentPage page =
                read<DocumentPage>(*store, [&](const Snapshot& it) { return it.find(query); });
            EXPECT_EQ(page.versions.size(), page.more ? 4U : page.versions.size());
            for (const Version& version : page.versions) {
                out.push_back(version.title.empty() ? "gone"
                                                    : version.title.substr(std::string("title of ").size()));
            }
            more = page.more;
            query.after = page.versions.back().document;
        }
        return out;
    };
    const Viewer several{"hospital", {office("2"), office("5"), office("1")}};
    EXPECT_EQ(walk({.viewer = several, .newest_first = false}), all);
    EXPECT_EQ(walk({.viewer = several, .persons = {hash_of("even"), hash_of("odd")}, .newest_first = false}),
              all);
    EXPECT_EQ(walk({.viewer = several, .senders = {office("1"), office("7")}, .newest_first = false}), all);
    std::reverse(all.begin(), all.end());
    EXPECT_EQ(walk({.viewer = several}), all);
    EXPECT_EQ(walk({.viewer = {"x", {office("2"), office("5")}}, .date_from = "2026", .newest_first = true}),
              all);
}

TEST_P(Find, what_is_open_is_found_by_its_newest_version_beside_what_names_the_viewer) {
    add(*store, "named"); // to the viewer
    NewVersion other = document(*store, "other");
    other.parties.receivers = {};
    add(*store, other);
    other.version.sha = hash_of("second");
    other.version.title = "title of second";
    other.content = must(store->prepare("title of second", {{BodyKind::original, "{}"}}));
    add(*store, other, 1);
    NewVersion of_another = document(*store, "another");
    of_another.parties = {.senders = {office("1")}, .persons = {hash_of("another")}};
    add(*store, of_another);
    DocumentQuery query{.viewer = of("2"), .persons = {hash_of("person")}};
    EXPECT_EQ(names(query), Names{"named"});
    query.open = {.persons = {hash_of("person")}, .forms = {"admission", "discharge"}};
    EXPECT_EQ(names(query), (Names{"second", "named"}));
    query.only_current = false;
    EXPECT_EQ(names(query), (Names{"second", "named"})) << "the newest version alone";
    query.senders = {office("3")};
    EXPECT_EQ(names(query), Names{});
    query.senders = {};
    query.open.forms = {"discharge"};
    EXPECT_EQ(names(query), Names{"named"});
    query.open = {.persons = {hash_of("another")}, .forms = {"admission"}};
    query.form = "discharge";
    EXPECT_EQ(names(query), Names{});
}

TEST_P(Find, the_page_after_an_unknown_id_is_empty) {
    add(*store, "d");
    bool more = true;
    EXPECT_EQ(names({.viewer = hospital, .after = "no id"}, &more), Names{});
    EXPECT_FALSE(more);
}

} // namespace
} // namespace renkei::store::find_test
