#include "gateway/audit/facts.h"

#include "gateway/json/parser.h"
#include "gateway/json/writer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::audit {
namespace {

constexpr std::string_view as_fhir = R"({"resourceType":"AuditEvent",)"; // so begins what programs of before kept
constexpr std::string_view as_facts = R"({"at":)";                                                         // and so what is kept now
constexpr std::array<std::string_view, 6> actions{"create", "read", "update", "remove", "query", "execute"}; // by Action
constexpr std::array<std::string_view, 3> outcomes{"success", "minor", "serious"};                           // by Outcome

struct TextFact {
    std::string_view name;
    std::string Event::*value;
};
// Empty ones are left out.
constexpr TextFact texts[] = {{"interaction", &Event::interaction}, {"reason", &Event::reason},   {"peer", &Event::peer},         {"about", &Event::about},
                              {"certificate", &Event::certificate}, {"address", &Event::address}, {"request", &Event::request},   {"document", &Event::document},
                              {"person", &Event::person},           {"query", &Event::query}};

class Reading {
public:
    explicit Reading(const json::Tree& tree) : tree_(tree) {}

    std::string_view text(std::string_view name) const {
        const json::NodeId node = tree_.child(0, name);
        return node == json::no_node || !tree_[node].is_string() ? std::string_view() : tree_.text(node);
    }
    template <class T>
    T number(std::string_view name, T absent) const {
        const json::NodeId node = tree_.child(0, name);
        const std::string_view digits = node == json::no_node ? std::string_view() : tree_.raw(node);
        T out = absent;
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return out;
    }
    template <class T, std::size_t size>
    T word(std::string_view name, const std::array<std::string_view, size>& words) const {
        return static_cast<T>(std::ranges::find(words, text(name)) - words.begin());
    }

private:
    const json::Tree& tree_;
};

tl::unexpected<diag::Error> odd(std::string_view kept) {
    return diag::fail(diag::Message::store_failed, {}, {"audit_event: " + std::string(kept.substr(0, kept.find(',')))});
}

struct Facts {
    Event event{};
    std::string base{};
};

diag::Result<Facts> read(std::string_view kept) {
    json::Tree tree;
    if (!json::Parser().parse(kept, tree) || !tree[0].is_object()) {
        return odd(kept);
    }
    const Reading reading(tree);
    Facts out{.base = std::string(reading.text("base"))};
    out.event.at = reading.number<base::Millis>("at", 0);
    out.event.action = reading.word<Action>("action", actions);
    out.event.outcome = reading.word<Outcome>("outcome", outcomes);
    if (static_cast<std::size_t>(out.event.action) == actions.size() || static_cast<std::size_t>(out.event.outcome) == outcomes.size()) {
        return odd(kept);
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
    writer.member("outcome", outcomes[static_cast<std::size_t>(event.outcome)]);
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
    if (kept.starts_with(as_fhir)) {
        return std::string(kept);
    }
    TRY(const Facts facts, read(kept));
    return to_json(facts.event, site, facts.base);
}

std::string recorded_at(std::string_view kept) {
    if (kept.starts_with(as_fhir)) {
        constexpr std::string_view key = R"("recorded":")";
        const std::size_t at = kept.find(key); // before it stand codes only
        const std::string_view rest = at == std::string_view::npos ? std::string_view() : kept.substr(at + key.size());
        return std::string(rest.substr(0, rest.find('"')));
    }
    if (!kept.starts_with(as_facts)) {
        return {};
    }
    base::Millis at = 0;
    std::from_chars(kept.data() + as_facts.size(), kept.data() + kept.size(), at);
    return instant(at);
}

} // namespace renkei::audit
