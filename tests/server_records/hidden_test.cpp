// What an office can see of a hidden person (支援措置): the same as of one of whom nothing is kept, byte for
// byte, whatever it has entered itself. Which of them it is, the insurer alone learns.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"
#include <fmt/format.h>

#include <functional>
#include <regex>

namespace renkei::server::hidden_test {
namespace {

using sharing::Hidden;

const std::string hidden = "0000000109"; // of the opinion
const std::string plain = "0000002002";  // no document names it
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// How an office is registered.
struct Office {
    std::string name;
    std::function<void(Json&)> shape; // none: it is not
    bool has_relation = false;        // the registration holds
    bool ends = false;                // it ends it itself afterwards
};
const std::vector<Office> offices{
    {"not registered", {}},
    {"registered", [](Json&) {}, true},
    {"registered without a service type", [](Json& it) { it.erase("type"); }, true},
    {"ended by itself", [](Json&) {}, false, true},
    {"expired",
     [](Json& it) {
         it["status"] = "finished";
         it["period"] = {{"start", "2026-06-01"}, {"end", "2026-12-31"}};
     }},
    {"not begun",
     [](Json& it) {
         it["status"] = "planned";
         it["period"]["start"] = "2099-01-01";
     }},
    {"view deadline passed",
     [](Json& it) {
         it["period"]["start"] = "2026-06-01";
         part(it, "viewUntil")["valueDate"] = "2026-12-31";
     }},
    {"claims stopped",
     [](Json& it) {
         it["period"]["start"] = "2026-05-01";
         part(it, "lastService")["valueDate"] = "2026-05";
     }},
};

class HiddenPerson : public testing::Test {
protected:
    HiddenPerson() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
        std::vector<policy::Peer> peers = peers_of_records();
        peers.front().job = "care_manager";
        test::must(kit.store().write(
            [&](store::Transaction& transaction) { return transaction.put(peers.front()); }));
        test::must(kit.gateway().reload_peers());
        kit.site.use(std::move(peers));
        const documents::Receipt taken = kit.site.submit(documents::file("opinion/full.json"), "clinic");
        EXPECT_EQ(taken.refusal, documents::Refusal::none);
        test::must(ledger::enter(kit.store(), ledger::certification_start, kit.subject(member(hidden)),
                                 {.days = {time::day_in_japan(kit.now())}}));
    }
    static std::string member(const std::string& number) { return "990010:" + number; }
    void hide(Hidden how, const std::string& number = hidden) {
        test::must(ledger::change_state(kit.store(), kit.subject(member(number)), {.hidden = how}));
    }
    void consent(const std::string& number) {
        test::must(ledger::enter_consent(kit.store(), kit.subject(member(number)),
                                         {.taker = {"insurer", "990010"}, .given_at = kit.now()}));
    }

    // Ids, hashes, versions and the number itself are each person's own.
    std::string without_names(const Response& response, const std::string& number) const {
        std::string out = fmt::format("{} {} {}", response.status, response.media_type, response.body);
        for (const auto& [name, value] : response.headers) {
            out += fmt::format("\n{}: {}", name, value);
        }
        for (const auto& [pattern, name] :
             {std::pair<std::string, std::string>("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
              {"\\b[0-9a-f]{32}\\b", "ID"},
              {"\"hash\":\"[^\"]+\"", "HASH"},
              {"urn:oid:2\\.25\\.[0-9]+", "ID"},
              {"\\b[0-9a-f]{64}\\b", "HASH"},
              {"\\b[0-9a-f]{16}\\b", "VERSION"},
              {number, "NUMBER"}}) {
            out = std::regex_replace(out, std::regex(pattern), name);
        }
        return out;
    }
    using Answers = std::vector<std::pair<std::string, std::string>>;
    Response form(const std::string& path, const std::string& fields, const std::string& peer,
                  const std::string& accept = "*/*") {
        return kit.send("POST", path, fields, peer,
                        {{"Content-Type", std::string(form_type)}, {"Accept", accept}});
    }
    // All that an office can ask about a person, after what it entered.
    Answers ask(const std::string& number, const std::string& record, const std::string& peer = "manager") {
        const std::string person =
            "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id%7C" + member(number);
        Answers out;
        const auto add = [&](const std::string& what, const Response& response) {
            out.emplace_back(what, without_names(response, number));
        };
        for (const std::string type : {"EpisodeOfCare", "Consent", "Task"}) {
            add("search " + type, kit.search(type, peer, member(number)));
        }
        if (!record.empty()) {
            add("read", kit.get("/fhir/EpisodeOfCare/" + record, peer));
        }
        const std::string by_number = "person=insurer%3A990010%7C" + number;
        add("page", form("/records/_search", "insurer=990010&person=" + number, peer, "text/html"));
        add("documents", form("/documents/_search", by_number, peer));
        add("list of documents", form("/documents/_search", by_number, peer, "text/html"));
        add("all documents", kit.get("/documents", peer));
        add("references", form("/fhir/DocumentReference/_search", "patient.identifier=" + person, peer));
        add("count",
            form("/fhir/DocumentReference/_search", "_summary=count&patient.identifier=" + person, peer));
        add("patients", form("/fhir/Patient/_search", "identifier=" + person, peer));
        add("summary", kit.get("/fhir/Patient/$summary?identifier=" + person, peer));
        add("pix", kit.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + person, peer));
        add("match",
            kit.send("POST", "/fhir/Patient/$match",
                     fmt::format(
                         R"({{"resourceType":"Parameters","parameter":[{{"name":"resource","resource":)"
                         R"({{"resourceType":"Patient","identifier":[{{"system":"{}","value":"{}"}}]}}}}]}})",
                         RecordsKit::member_system, member(number)),
                     peer, {{"Content-Type", "application/fhir+json"}}));
        add("eligibility", form("/eligibility/_search", by_number, peer));
        return out;
    }
    // Enters what the office enters, and then asks; consent is the last thing that it tries.
    Answers enter_and_ask(const Office& office, const std::string& number,
                          const std::function<void()>& afterwards) {
        Answers out;
        Json record;
        if (office.shape) {
            Json given = registration_of(kit, {"office", "9970100013"}, "43", member(number));
            office.shape(given);
            const Response entered = kit.post("EpisodeOfCare", given, "manager");
            EXPECT_EQ(entered.status, 201) << office.name << entered.body;
            out.emplace_back("enter", without_names(entered, number));
            record = Json::parse(entered.body);
        }
        if (office.ends) {
            record["status"] = "finished";
            part(record, "endedWhy")["valueCode"] = "office";
            const Response ended = kit.put("EpisodeOfCare", record, "manager");
            EXPECT_EQ(ended.status, 200) << ended.body;
            out.emplace_back("end", without_names(ended, number));
            record = Json::parse(ended.body);
        }
        afterwards();
        const Answers asked = ask(number, record.is_null() ? std::string() : record["id"].get<std::string>());
        out.insert(out.end(), asked.begin(), asked.end());
        if (!record.is_null()) {
            out.emplace_back("again", without_names(kit.put("EpisodeOfCare", record, "manager"), number));
        }
        const Response taken =
            kit.post("Consent", consent_of(kit, {"office", "9970100013"}, member(number)), "manager");
        EXPECT_EQ(taken.status, office.has_relation && office.name == "registered" ? 201 : 403) << taken.body;
        out.emplace_back("consent", without_names(taken, number));
        out.emplace_back("search Consent again",
                         without_names(kit.search("Consent", "manager", member(number)), number));
        return out;
    }

    RecordsKit kit{};
};

class HiddenOffice : public HiddenPerson, public testing::WithParamInterface<std::size_t> {};

// A person with a document, an application and a consent, hidden before or after the office came, beside one
// about whom nothing is kept but what the same office entered. Who serves the person sees the consent by
// which it reads, of either.
TEST_P(HiddenOffice, is_answered_as_of_a_person_of_whom_nothing_is_kept) {
    const Office& office = offices[GetParam()];
    const Hidden how = GetParam() % 2 == 0 ? Hidden::history : Hidden::self;
    consent(hidden);
    if (office.has_relation) {
        consent(plain);
    }
    const bool is_hidden_first = GetParam() % 3 != 0;
    if (is_hidden_first) {
        hide(how);
    }
    const Answers of_hidden = enter_and_ask(office, hidden, [&] {
        if (!is_hidden_first) {
            hide(how);
        }
    });
    const Answers of_plain = enter_and_ask(office, plain, [] {});
    ASSERT_EQ(of_hidden.size(), of_plain.size());
    for (std::size_t i = 0; i < of_hidden.size(); ++i) {
        EXPECT_EQ(of_hidden[i].second, of_plain[i].second) << office.name << ": " << of_hidden[i].first;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, HiddenOffice, testing::Range(std::size_t{0}, offices.size()));

// O28: it has to do with the person, so it finds what it entered; nothing is given to it masked. The reason
// is the insurer's.
TEST_F(HiddenPerson, is_named_as_such_on_the_page_of_the_insurer_alone) {
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100013"}, "43", member(hidden)),
                      "manager");
    consent(hidden);
    const auto page = [&](const std::string& peer) {
        return kit
            .send("POST", "/records/_search", "insurer=990010&person=" + hidden, peer,
                  {{"Accept", "text/html"}, {"Content-Type", std::string(form_type)}})
            .body;
    };
    const std::string of_insurer = page("town");
    hide(Hidden::history);
    EXPECT_NE(page("manager").find("<strong>登録中</strong>"), std::string::npos);
    EXPECT_NE(page("manager").find("<li>"), std::string::npos) << "what the registration opens by the rules";
    EXPECT_NE(page("town"), of_insurer);
    EXPECT_NE(page("town").find(diag::words_for("decision", "hidden", diag::Language::japanese)),
              std::string::npos);
    EXPECT_EQ(page("manager").find(diag::words_for("decision", "hidden", diag::Language::japanese)),
              std::string::npos);
}

// What an office entered on its own word opens nothing of a hidden person, until the municipality confirms
// it.
TEST_F(HiddenPerson, has_on_the_page_of_the_insurer_what_offices_read_in_part) {
    Json registration = kit.entered(
        "EpisodeOfCare", registration_of(kit, {"office", "9970100013"}, "43", member(hidden)), "manager");
    consent(hidden);
    hide(Hidden::history);
    const auto page = [&](const std::string& peer) {
        return kit
            .send("POST", "/records/_search", "insurer=990010&person=" + hidden, peer,
                  {{"Accept", "text/html"}, {"Content-Type", std::string(form_type)}})
            .body;
    };
    const std::string parts = "住所と事業所を除いた一部だけ";
    EXPECT_EQ(page("town").find(parts), std::string::npos);
    EXPECT_NE(page("town").find("事業所の登録（保険者は未確認）"), std::string::npos);
    part(registration, "vouchedBy") = {{"url", "vouchedBy"}, {"valueCode", "confirmed"}};
    EXPECT_EQ(kit.put("EpisodeOfCare", registration, "manager").status, 422) << "the office cannot";
    EXPECT_EQ(kit.put("EpisodeOfCare", registration, "town").status, 200);
    const std::string of_insurer = page("town");
    EXPECT_NE(of_insurer.find(parts), std::string::npos) << of_insurer;
    EXPECT_NE(of_insurer.find("被保険者証"), std::string::npos);
    EXPECT_EQ(of_insurer.find(diag::words_for("decision", "hidden", diag::Language::japanese)),
              std::string::npos);
    EXPECT_EQ(page("manager").find(parts), std::string::npos) << "an office learns nothing of it";
    Json again = registration; // the insurer says the same of its own: it is confirmed already
    again.erase("id");
    again["extension"][0]["extension"].erase(std::ranges::find_if(
        again["extension"][0]["extension"], [](const Json& it) { return it["url"] == "vouchedBy"; }));
    EXPECT_EQ(kit.post("EpisodeOfCare", again, "town").status, 200);
    part(registration, "viewUntil") = {{"url", "viewUntil"}, {"valueDate", "2030-03-31"}};
    EXPECT_EQ(kit.put("EpisodeOfCare", registration, "manager").status, 200);
    EXPECT_EQ(page("town").find(parts), std::string::npos) << "what the office changed is not confirmed";
    EXPECT_EQ(kit.post("EpisodeOfCare", again, "town").status, 409) << "nor is it entered again unseen";
}

TEST_F(HiddenPerson, of_an_office_without_any_relation_looks_like_one_who_does_not_exist) {
    hide(Hidden::history);
    const Answers of_hidden = ask(hidden, {});
    const Answers of_none = ask("0000009998", {});
    for (std::size_t i = 0; i < of_hidden.size(); ++i) {
        EXPECT_EQ(of_hidden[i].second, of_none[i].second) << of_hidden[i].first;
    }
}

// Who sends a form about a number learns nothing by what becomes of it: the opinion of the clinic, and the
// admission form of the office, about a person who is hidden and of whom others sent something, and about one
// of whom nothing else is kept.
TEST_F(HiddenPerson, is_as_any_other_to_who_sends_a_form_about_them) {
    const auto send = [&](const std::string& number, const std::string& peer) {
        const bool is_opinion = peer == "clinic";
        std::string text = documents::file(is_opinion ? "opinion/full.json" : "admission/full.json");
        for (const auto& [from, to] : {std::pair<std::string, std::string>("FIX-FULL", "OF-" + number),
                                       {is_opinion ? "0000000109" : "0000001016", number},
                                       {is_opinion ? "000101" : "00012345", number}}) {
            text = documents::replaced(text, from, to);
        }
        const documents::Receipt taken = kit.site.submit(text, peer);
        EXPECT_EQ(taken.refusal, documents::Refusal::none) << documents::recorded(taken.report);
    };
    const auto expect_alike = [&](const std::string& peer, const std::string& one) {
        const Answers of_hidden = ask(one, {}, peer);
        const Answers of_plain = ask(plain, {}, peer);
        for (std::size_t i = 0; i < of_hidden.size(); ++i) {
            EXPECT_EQ(of_hidden[i].second, of_plain[i].second) << peer << ": " << of_hidden[i].first;
        }
        const auto documents = std::ranges::find(of_hidden, "documents", &Answers::value_type::first);
        EXPECT_NE(documents->second.find("\"form\""), std::string::npos) << documents->second;
    };
    consent(hidden);
    hide(Hidden::history);
    for (const std::string& number : {hidden, plain}) {
        send(number, "manager");
    }
    expect_alike("manager", hidden);
    const std::string other = "0000003003"; // the clinic has sent something about the first one before
    hide(Hidden::self, other);
    for (const std::string& number : {other, plain}) {
        send(number, "clinic");
    }
    expect_alike("clinic", other);
}

} // namespace
} // namespace renkei::server::hidden_test
