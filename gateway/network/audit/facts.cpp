#include "gateway/network/audit/facts.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/core/json/member.h"
#include "gateway/core/json/writer.h"
#include "gateway/network/audit/query_text.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace renkei::audit {
namespace {

constexpr std::array<std::string_view, 6> actions{"create", "read",  "update",
                                                  "remove", "query", "execute"};        // by Action
constexpr std::array<std::string_view, 3> outcome_names{"success", "minor", "serious"}; // by Outcome

static_assert(actions.size() == static_cast<std::size_t>(Action::execute) + 1 &&
              outcome_names.size() == static_cast<std::size_t>(Outcome::serious) + 1);

struct TextFact {
    std::string_view name;
    std::string Event::*value;
};
// Empty ones are left out.
constexpr TextFact texts[] = {{"interaction", &Event::interaction},
                              {"reason", &Event::reason},
                              {"peer", &Event::peer},
                              {"about", &Event::about},
                              {"certificate", &Event::certificate},
                              {"address", &Event::address},
                              {"request", &Event::request},
                              {"document", &Event::document},
                              {"person", &Event::person},
                              {"ground", &Event::ground},
                              {"query", &Event::query},
                              {"file", &Event::file},
                              {"issuer", &Event::issuer},
                              {"user", &Event::user},
                              {"job", &Event::job},
                              {"purpose", &Event::purpose},
                              {"emergency", &Event::emergency}};

struct Reading {
    const json::Tree& tree;

    std::string_view text(std::string_view name) const { return json::text_of(tree, json::Tree::root, name); }
    template <class T>
    T number(std::string_view name, T absent) const {
        const json::NodeId node = tree.child(0, name);
        const std::string_view digits = node == json::no_node ? std::string_view() : tree.raw(node);
        T out = absent;
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return out;
    }
    template <class T, std::size_t size>
    T word(std::string_view name, const std::array<std::string_view, size>& words) const {
        return static_cast<T>(std::ranges::find(words, text(name)) - words.begin());
    }
};

tl::unexpected<diag::Error> odd(std::string_view kept) {
    return diag::fail(diag::message::store_failed, {}, {"audit_event: " + std::string(kept.substr(0, 20))});
}

std::optional<KeptEvent> facts_in(const json::Tree& tree) {
    if (!tree[0].is_object()) {
        return std::nullopt;
    }
    const Reading reading{tree};
    KeptEvent out{.base = std::string(reading.text("base"))};
    out.event.at = reading.number<base::Millis>("at", 0);
    out.event.action = reading.word<Action>("action", actions);
    out.event.outcome = reading.word<Outcome>("outcome", outcome_names);
    if (static_cast<std::size_t>(out.event.action) == actions.size() ||
        static_cast<std::size_t>(out.event.outcome) == outcome_names.size()) {
        return std::nullopt;
    }
    for (const TextFact& fact : texts) {
        out.event.*fact.value = reading.text(fact.name);
    }
    out.event.version = reading.number<std::uint32_t>("version", 0);
    out.event.times = reading.number<std::uint64_t>("times", 1);
    return out;
}

} // namespace

std::string to_facts(const Event& event, std::string_view base) {
    std::string out;
    out.reserve(640); // most are somewhat shorter
    json::Writer writer(out);
    writer.start_object().key("at").number(event.at);
    writer.member("action", actions[static_cast<std::size_t>(event.action)]);
    writer.member("outcome", outcome_names[static_cast<std::size_t>(event.outcome)]);
    for (const TextFact& fact : texts) {
        if (const std::string& value = event.*fact.value; !value.empty()) {
            writer.member(fact.name, value);
        }
    }
    if (event.version != 0) {
        writer.key("version").number(event.version);
    }
    if (event.times > 1) {
        writer.key("times").number(event.times);
    }
    writer.member("base", base).end_object();
    return out;
}

diag::Result<std::string> audit_event_of(std::string_view kept, std::string_view site) {
    const std::optional<KeptEvent> facts = event_of(kept);
    return facts ? to_json(facts->event, site, facts->base) : diag::Result<std::string>(odd(kept));
}

std::optional<KeptEvent> event_of(std::string_view kept) {
    json::Tree tree;
    return json::Parser().parse(kept, tree) ? facts_in(tree) : std::nullopt;
}

EventSummary summary_of(const Event& event) {
    EventSummary out{.at = event.at};
    out.version = event.version;
    out.states_emergency = !event.emergency.empty();
    for (const std::string& peer : {event.peer, event.about}) {
        if (!peer.empty()) {
            out.peers.push_back(peer);
        }
    }
    if (!event.document.empty()) {
        out.documents.push_back(base::logical_id(event.document));
    }
    const QueryText query = read_query(event.query);
    std::ranges::transform(query.documents, std::back_inserter(out.documents), base::logical_id);
    if (is_person_hash(event.person)) {
        out.persons.push_back(event.person);
    }
    out.persons.insert(out.persons.end(), query.persons.begin(), query.persons.end());
    return out;
}

bool has_found(const Event& event) {
    const bool is_delivery = event.interaction == "delivery"; // no request: that it failed is no refusal
    if (event.outcome == Outcome::minor && !is_delivery) {
        return false;
    }
    // before they were counted; nothing says that they showed nothing
    constexpr std::string_view uncounted[] = {"consent-list", "task-list", "registration-list", "own-view",
                                              "own-access"};
    const QueryText query = read_query(event.query);
    const bool is_uncounted = std::ranges::find(uncounted, event.interaction) != std::end(uncounted);
    return event.action != Action::query || !query.documents.empty() ||
           query.found.value_or(is_uncounted ? 1 : 0) > 0;
}

std::string_view to_text(Action action) { return actions[static_cast<std::size_t>(action)]; }
std::string_view to_text(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }

bool EventSummary::is_about(std::string_view document) const {
    return std::ranges::find(documents, base::logical_id(document)) != documents.end();
}

bool EventSummary::is_about_person(std::string_view hash) const {
    return std::ranges::any_of(persons, [hash](const std::string& it) { return hash.starts_with(it); });
}

std::optional<EventLoss> lost_events_in(std::string_view kept) {
    if (kept.find(events_lost) == std::string_view::npos) {
        return std::nullopt;
    }
    std::optional<KeptEvent> facts = event_of(kept);
    return facts && facts->event.interaction == events_lost
               ? std::optional(EventLoss{facts->event.times, std::move(facts->event.file)})
               : std::nullopt;
}

std::optional<EventSummary> EventSummaryReader::read(std::string_view kept) {
    if (!parser_.parse(kept, tree_)) {
        return std::nullopt;
    }
    const std::optional<KeptEvent> facts = facts_in(tree_);
    return facts ? std::optional(summary_of(facts->event)) : std::nullopt;
}

} // namespace renkei::audit
