// Over states drawn by chance, every view shows of a document what `renkei policy explain` says for its
// reader, or what goes between a sender and its receivers. It shows less only where a sentence of the
// documentation says so, and never more.
#include "gateway/core/base/file.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/sharing/facts.h"

#include "tests/online/drawn_hub.h"
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <map>

namespace renkei::online::views_test {
namespace {

using documents::must;
using server::Json;
using sharing::Hidden;

enum class Shown : std::uint8_t { nothing, part, whole };
std::ostream& operator<<(std::ostream& out, Shown shown) { return out << static_cast<int>(shown); }

// Why a view may show less.
enum class Why : std::uint8_t {
    received_not_listed,
    open_not_listed,
    hidden_not_listed,
    hidden_other_form,
    hidden_unproved,
    form_not_parted,
    history_has_no_document,
    whole_document_of_proxy,
};
struct Sentence {
    Why why;
    std::string_view page;
    std::string_view text;
};
constexpr std::array<Sentence, 8> sentences{{
    {Why::received_not_listed, "docs/policy.md",
     "A list without a person has, of forms `by_matrix`, only what the peer sent."},
    {Why::open_not_listed, "docs/policy.md",
     "What the hub opens is found where the person is named by a number with its insurer"},
    {Why::hidden_not_listed, "docs/policy.md",
     "A hidden person (支援措置) is in no list, search, count, chart, `$match` or `$ihe-pix`, but for the "
     "insurer, for offices whose registration holds and institutions that the insurer asked for an opinion."},
    {Why::hidden_other_form, "docs/policy.md",
     "Of other forms of a hidden person nothing is shown by the hub"},
    {Why::hidden_unproved, "docs/policy.md",
     "offices whose registration holds, if the insurer entered or confirmed it (one that does not say who "
     "vouches for it counts where `sharing.office_entry` is off): an office's own word proves nothing, and "
     "the "
     "document is closed; institutions that the insurer asked for an opinion"},
    {Why::form_not_parted, "docs/policy.md", "住宅改修・福祉用具 is not parted by kind"},
    {Why::history_has_no_document, "docs/portal.md",
     "Of a person whose places are hidden (`history`) no document, no office and no access is shown."},
    {Why::whole_document_of_proxy, "docs/portal.md",
     "a proxy gets `own-document-of-proxy`, because whole resources cannot be narrowed"},
}};

struct View {
    std::string name;
    bool is_by_person = false;
    bool is_list = false; // of all that a peer may see, without a person
};
const View by_id{"Bundle/ID"};
const View reference_by_id{"DocumentReference/ID"};
const View search{.name = "/documents/_search", .is_by_person = true};
const View reference_search{.name = "DocumentReference/_search", .is_by_person = true};
const View list{.name = "/documents", .is_list = true};

class Views : public testing::Test {
protected:
    static constexpr std::string_view insurer = DrawnHub::insurer;
    static constexpr std::string_view form_type = "application/x-www-form-urlencoded";

    // What explain says of one form, of the reader that sees most.
    struct Explained {
        Shown shown = Shown::nothing;
        bool is_masked = false; // places of a hidden person
        void add(const sharing::FormDecision& decision) {
            const auto is_open = [](const sharing::KindDecision& it) { return it.decision.allowed(); };
            if (decision.kinds.empty() || std::ranges::none_of(decision.kinds, is_open)) {
                return;
            }
            const bool masks = std::ranges::any_of(
                decision.kinds, [](const sharing::KindDecision& it) { return it.decision.masked.places; });
            is_masked = is_masked || masks;
            shown = std::max(shown, decision.is_whole() ? Shown::whole : Shown::part);
        }
    };

    // ---------------------------------------------------------------- what a view shows
    static Shown of_rows(const Json& rows, const std::string& id, std::string_view id_member, auto is_part) {
        for (const Json& row : rows) {
            std::string found = row.value(std::string(id_member), "");
            std::erase(found, '-');
            if (found == id) {
                return is_part(row) ? Shown::part : Shown::whole;
            }
        }
        return Shown::nothing;
    }
    static Shown of_resource(const server::Response& response) {
        EXPECT_TRUE(response.status == 200 || response.status == 404) << response.body;
        const bool is_part = response.body.find("SUBSETTED") != std::string::npos;
        return response.status != 200 ? Shown::nothing : is_part ? Shown::part : Shown::whole;
    }
    static Shown of_documents(const server::Response& response, const std::string& id) {
        EXPECT_EQ(response.status, 200) << response.body;
        return of_rows(Json::parse(response.body)["documents"], id, "id",
                       [](const Json& row) { return row.value("part", false); });
    }
    static Shown of_bundle(const server::Response& response, const std::string& id) {
        EXPECT_EQ(response.status, 200) << response.body;
        Json rows = Json::array();
        const Json found = Json::parse(response.body);
        for (const Json& entry : found.value("entry", Json::array())) {
            rows.push_back(entry["resource"]);
        }
        return of_rows(rows, id, "id", [](const Json& row) { return row["meta"].contains("tag"); });
    }

    void check_peer(DrawnHub& drawn, const std::string& id);
    void check_portal(DrawnHub& drawn, const std::string& person, const std::string& ground);

    std::map<Shown, std::size_t> as_explained_{};
    std::map<Why, std::size_t> less_{};
    std::size_t pages_shown_ = 0;
    std::size_t pages_closed_ = 0;
};

TEST_F(Views, that_show_less_are_named_by_the_documentation) {
    std::map<std::string_view, std::string> pages;
    for (const Sentence& each : sentences) {
        std::string& page = pages[each.page];
        if (page.empty()) {
            page = must(base::read_file(std::filesystem::path(RENKEI_SOURCE) / each.page));
        }
        EXPECT_NE(page.find(each.text), std::string::npos) << each.page << ": " << each.text;
    }
}

void Views::check_peer(DrawnHub& drawn, const std::string& id) {
    const policy::Peer& peer = drawn.site.peer(id);
    std::map<std::string, server::Response> found;
    std::map<std::string, server::Response> found_references;
    for (const std::string& person : drawn.persons) {
        found[person] =
            drawn.site.post("/documents/_search", fmt::format("person=insurer%3A{}%7C{}", insurer, person),
                            form_type, id, {{"Accept", "application/json"}});
        found_references[person] = drawn.site.post(
            "/fhir/DocumentReference/_search",
            fmt::format("patient.identifier={}%7C{}.{}", server::insured_system, insurer, person), form_type,
            id);
    }
    const server::Response listed = drawn.site.get("/documents", id, {{"Accept", "application/json"}});
    for (const DrawnDocument& document : drawn.documents) {
        StoredFacts stored{.peer = peer, .facts = drawn.facts(document.person)};
        Explained explained;
        for (const sharing::ActorId reader : drawn.matrix().readers_of(peer.role)) {
            explained.add(drawn.explain(stored, drawn.matrix()[reader].id, {}, document.form));
        }
        const access::PersonFacts& facts = stored.facts;
        const policy::History history = drawn.history(document);
        const bool is_party = policy::may_read(peer, history, history.newest) == policy::VersionAccess::shown;
        const bool brought = policy::is_bringer(peer, history.versions.at(history.newest));
        const access::Reader reader{.peer = peer, .hub = drawn.site.gateway().hub()};
        const bool is_by_matrix = access::is_by_matrix(reader, document.form);
        const bool by_direct =
            is_party &&
            (brought || !is_by_matrix || !sharing::is_live(facts.insurer, time::day_in_japan(drawn.now())));
        const bool is_hidden = facts.person.hidden != Hidden::none;
        const bool serves = std::ranges::any_of(facts.registrations_of(peer.numbers), [&](const auto& it) {
            return sharing::registration_state(it, facts.insurer, drawn.now()) == sharing::Reason::allowed;
        });
        const bool is_asked = std::ranges::any_of(facts.opinions_of(peer.numbers), [&](const auto& it) {
            return it.insurer == facts.person.insurer && sharing::is_open(it, drawn.now());
        });
        const bool is_insurer = access::insurer_number_of(peer) == facts.person.insurer;
        const Shown most = by_direct ? Shown::whole : explained.shown;

        const auto reasons = [&](const View& view, Shown seen) {
            std::vector<Why> out;
            const auto add = [&](Why why, bool holds) {
                if (holds) {
                    out.push_back(why);
                }
            };
            add(Why::received_not_listed, view.is_list && is_party && !brought && is_by_matrix);
            add(Why::open_not_listed, view.is_list && !is_party);
            add(Why::hidden_not_listed, (view.is_list || view.is_by_person) && is_hidden && !is_insurer &&
                                            !serves && !is_asked && !brought);
            if (most == Shown::part && seen == Shown::nothing) {
                add(Why::hidden_other_form,
                    explained.is_masked && drawn.matrix().shown_of_hidden(document.form) == nullptr);
                add(Why::hidden_unproved,
                    explained.is_masked && !is_asked && (drawn.office_entry() || !serves));
                add(Why::form_not_parted, document.form == "home_modification" && !explained.is_masked);
            }
            return out;
        };
        const auto check = [&](const View& view, Shown seen) {
            const std::vector<Why> why = reasons(view, seen);
            const std::string place = fmt::format("{} as {} of {} {} ({})", view.name, id, document.form,
                                                  document.person, document.id);
            EXPECT_LE(seen, most) << place << " shows more than is allowed";
            if (seen >= most) {
                ++as_explained_[most];
                return;
            }
            EXPECT_FALSE(why.empty())
                << place << " shows less, and no sentence says so: " << most << " " << seen;
            for (const Why each : why) {
                ++less_[each];
            }
        };
        check(by_id, of_resource(drawn.site.get("/fhir/Bundle/" + document.id, id)));
        check(reference_by_id, of_resource(drawn.site.get("/fhir/DocumentReference/" + document.id, id)));
        check(search, of_documents(found[document.person], document.id));
        check(reference_search, of_bundle(found_references[document.person], document.id));
        check(list, of_documents(listed, document.id));
    }
}

// What is about the person of the token. Its page says of each answer where it comes from.
void Views::check_portal(DrawnHub& drawn, const std::string& person, const std::string& ground) {
    policy::User user{.issuer = "https://login.example.jp", .subject = "login-7"};
    user.person = fmt::format("insurer:{}|{}", insurer, person);
    user.ground = ground;
    drawn.site.user = user;
    const server::Response page = drawn.site.get("/my", "portal", {{"Accept", "text/html"}});
    const server::Response bundle = drawn.site.get("/my", "portal", {{"Accept", "application/fhir+json"}});
    drawn.site.user.reset();
    const StoredFacts stored{.peer = drawn.site.peer("portal"), .facts = drawn.facts(person)};
    bool any_is_open = false;
    for (const DrawnDocument& document : drawn.documents) {
        Explained explained;
        explained.add(drawn.explain(stored, ground.empty() ? "person" : "proxy", ground, document.form));
        const bool is_open = explained.shown != Shown::nothing && document.person == person;
        const bool seen = bundle.status == 200 && bundle.body.find(document.id) != std::string::npos;
        const std::string place =
            fmt::format("/my of {} {}: {} {}", person, ground, document.form, document.id);
        EXPECT_LE(seen, is_open) << place << " shows more than is allowed";
        any_is_open = any_is_open || is_open;
        if (is_open && !seen) {
            const bool is_of_history = stored.facts.person.hidden == Hidden::history;
            EXPECT_TRUE(is_of_history || !ground.empty())
                << place << " shows less, and no sentence says so: " << bundle.status;
            ++less_[is_of_history ? Why::history_has_no_document : Why::whole_document_of_proxy];
        }
    }
    const bool page_shows = page.status == 200 && page.body.find("出典：") != std::string::npos;
    EXPECT_LE(page_shows, any_is_open) << person << " " << ground << page.body;
    EXPECT_TRUE(page_shows || !any_is_open || stored.facts.person.hidden == Hidden::history)
        << person << " " << ground << ": the page shows less, and no sentence says so " << page.status;
    ++(page_shows ? pages_shown_ : pages_closed_);
}

TEST_F(Views, show_what_is_explained_and_never_more) {
    const char* const asked = std::getenv("RENKEI_VIEW_STATES");
    const unsigned states = asked == nullptr ? 10 : static_cast<unsigned>(std::atoi(asked));
    for (unsigned seed = 1; seed <= states; ++seed) {
        SCOPED_TRACE(fmt::format("state {}", seed));
        DrawnHub drawn(seed);
        for (const std::string& id : drawn.readers) {
            check_peer(drawn, id);
        }
        for (const std::string& person : drawn.persons) {
            for (const std::string ground : {"", "legal_representative", "family"}) {
                check_portal(drawn, person, ground);
            }
        }
    }
    for (const Shown each : {Shown::nothing, Shown::part, Shown::whole}) {
        EXPECT_GT(as_explained_[each], 20U) << each;
    }
    for (const Sentence& each : sentences) {
        EXPECT_GT(less_[each.why], 0U) << "no view needs it: " << each.text;
    }
    EXPECT_GT(pages_shown_, 5U);
    EXPECT_GT(pages_closed_, 5U);
}

} // namespace
} // namespace renkei::online::views_test
