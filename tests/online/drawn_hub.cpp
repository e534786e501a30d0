#include "tests/online/drawn_hub.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/store/rows/uuid7.h"

#include <fmt/format.h>

namespace renkei::online {
namespace {

using documents::must;

time::Date drawn_day(std::string_view text) { return *time::parse_date(text); }

} // namespace

DrawnHub::DrawnHub(unsigned seed) : chance_(seed) {
    const auto tables = std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
    hub_ = std::make_shared<const access::Hub>(
        access::Hub{.matrix = must(sharing::Matrix::load(tables)), .office_entry = once_in(4)});
    site.gateway().set_hub(hub_);
    site.clock.set(*time::parse_instant_or_day("2026-06-15"));
    add_peers();
    for (const std::string& number : persons) {
        submit(number);
        const store::Hash person = subject(number).person;
        draw_registrations(person);
        draw_requests(person);
        draw_consents(person);
        draw_state(person);
    }
    draw_insurers();
}

ledger::Subject DrawnHub::subject(const std::string& number) {
    return must(ledger::subject_of(
        site.store(), *documents::parse_person(fmt::format("insurer:{}|{}", insurer, number)), {}));
}

access::PersonFacts DrawnHub::facts(const std::string& number) {
    const ledger::Subject who = subject(number);
    return must(site.store().read_value<access::PersonFacts>([&](const store::Snapshot& snapshot) {
        return access::facts_of(snapshot, who.person, who.insurer, now(), now());
    }));
}

sharing::FormDecision DrawnHub::explain(const StoredFacts& stored, std::string_view who,
                                        const std::string& ground, const std::string& form) const {
    PolicyOptions said;
    said.who = who;
    said.what = form;
    said.ground = ground;
    sharing::State state = must(said.state(matrix()));
    state.at = now();
    stored.put_into(state);
    sharing::ReadingRequest request = state.request(matrix());
    request.numbers = stored.peer.numbers;
    return sharing::decide_form(matrix(), request, form);
}

policy::History DrawnHub::history(const DrawnDocument& document) {
    std::string uuid = document.id;
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        uuid.insert(at, 1, '-');
    }
    return must(site.store().read_value<policy::History>(
        [&](const store::Snapshot& snapshot) { return snapshot.history(uuid); }));
}

std::string DrawnHub::drawn_insurer() { return once_in(6) ? "990028" : std::string(insurer); }

std::string DrawnHub::new_id() const { return store::new_uuid7(now()); }

template <class Record>
void DrawnHub::put(const Record& record) {
    must(site.store().write([&](store::Transaction& it) { return store::put(it, record); }));
}

void DrawnHub::add_peers() {
    using policy::Role;
    site.add({.id = "town",
              .role = Role::municipality,
              .numbers = {{"insurer", std::string(insurer)}, {"office", "9970102001"}}});
    site.add({.id = "city", .role = Role::municipality, .numbers = {{"insurer", "990028"}}});
    site.add({.id = "home",
              .role = Role::care_office,
              .numbers = {{"office", "9970100021"}},
              .job = once_in(2) ? "care_manager" : ""});
    site.add({.id = "ward", .role = Role::care_office, .numbers = {{"office", "9970100039"}}});
    site.add({.id = "shop", .role = Role::pharmacy, .numbers = {{"office", "9940000002"}}});
    site.add({.id = "portal",
              .role = Role::portal,
              .token_issuer = "https://login.example.jp",
              .token_keys = R"({"keys":[]})"});
}

// One document of each form that is shared in a way of its own.
void DrawnHub::submit(const std::string& person) {
    const auto add = [&](const std::string& form, const std::string& number, const std::string& local,
                         const std::string& sender) {
        std::string text = documents::file(form + "/full.json");
        for (const auto& [from, to] :
             {std::pair<std::string, std::string>("FIX-FULL", form.substr(0, 2) + person),
              {local, person.substr(2)},
              {number, person}}) {
            text = documents::replaced(text, from, to);
        }
        documents.push_back({site.submit(text, sender), form, person});
    };
    for (const std::string form : {"insured_card", "cert_survey", "home_modification"}) {
        add(form, "0000001016", "00012345", "town");
    }
    add("admission", "0000001016", "00012345", "manager");
    add("opinion", "0000000109", "000101", "clinic");
}

void DrawnHub::draw_registrations(const store::Hash& person) {
    const std::vector<std::pair<std::string, std::string>> offices{
        {"9970100013", "43"}, {"9970199999", "46"}, {"9970100021", "11"},
        {"9970100039", "52"}, {"9960000009", "13"}, {"9940000002", "31"}};
    for (const auto& [office, type] : offices) {
        if (!once_in(2)) {
            continue;
        }
        sharing::Registration it{.id = new_id(),
                                 .insurer = drawn_insurer(),
                                 .office = {"office", office},
                                 .service_type = once_in(6) ? "" : type,
                                 .from = drawn_day(once_in(8) ? "2026-07-01" : "2026-05-01"),
                                 .makes_plan = once_in(2)};
        if (!once_in(6)) {
            it.identity = sharing::IdentityCheck{.at = now() - 1000, .user = "u"};
        }
        if (once_in(6)) {
            it.until = drawn_day("2026-06-14");
        }
        if (once_in(8)) {
            it.ended = {.at = now() - 1, .why = sharing::RegistrationEnd::office};
        }
        put(store::Kept<sharing::Registration>{person, it});
    }
}

void DrawnHub::draw_requests(const store::Hash& person) {
    for (const std::string_view institution : {"institution:9910000018", "office:9910100016"}) {
        if (once_in(2)) {
            put(store::Kept<sharing::OpinionRequest>{
                person,
                {.id = new_id(),
                 .insurer = drawn_insurer(),
                 .institution = *policy::parse_number(institution),
                 .sent = drawn_day("2026-06-01"),
                 .closed = once_in(4) ? std::optional(drawn_day("2026-06-10")) : std::nullopt}});
        }
    }
    if (once_in(3)) {
        put(store::Kept<sharing::StatedRelation>{person,
                                                 {.id = new_id(),
                                                  .insurer = std::string(insurer),
                                                  .organisation = {"office", "9910100016"},
                                                  .from = drawn_day("2026-05-01")}});
    }
}

void DrawnHub::draw_consents(const store::Hash& person) {
    for (int i = 0; i < 2; ++i) {
        if (once_in(2)) {
            sharing::Consent it{.id = new_id(),
                                .insurer = drawn_insurer(),
                                .taker = {"insurer", std::string(insurer)},
                                .permits = !once_in(6),
                                .given_at = now() - 1000 * (i + 1)};
            if (once_in(4)) {
                it.kinds = {once_in(2) ? "cert.opinion" : "limit.equipment"};
            }
            if (once_in(6)) {
                it.withdrawn = sharing::Withdrawal{.at = now() - 1};
            }
            put(store::Kept<sharing::Consent>{person, it});
        }
    }
}

void DrawnHub::draw_state(const store::Hash& person) {
    if (once_in(3)) {
        return;
    }
    sharing::PersonState it{.insurer = std::string(insurer)};
    if (once_in(2)) {
        it.hidden = once_in(3) ? sharing::Hidden::self : sharing::Hidden::history;
    }
    if (once_in(8)) {
        it.died = now() - 1;
    }
    if (once_in(4)) {
        it.moved_in = now() - 5000;
        it.insurer = drawn_insurer();
    }
    if (once_in(3)) {
        it.care_level = sharing::CareLevel::support;
    }
    put(store::Kept<sharing::PersonState>{person, it});
}

void DrawnHub::draw_insurers() {
    sharing::Insurer it{.number = std::string(insurer),
                        .state = sharing::InsurerState::live,
                        .live_from = drawn_day(once_in(8) ? "2026-07-01" : "2026-04-01")};
    it.settings.strict = once_in(4);
    it.settings.disaster = once_in(4);
    it.settings.deemed_care_office = once_in(4);
    if (once_in(2)) {
        it.settings.proxies = {sharing::Agent::family};
    }
    put(it);
    it.number = "990028";
    put(it);
}

} // namespace renkei::online
