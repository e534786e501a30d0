#include "persons.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e {

using nlohmann::json;

namespace {

// Digits of the first identifier of the organisation that an identifier's assigner refers to.
std::string assigner_of(const json& bundle, const json& identifier) {
    for (const json& entry : bundle["entry"]) {
        if (entry["fullUrl"] == identifier["assigner"]["reference"]) {
            return entry["resource"]["identifier"][0]["value"];
        }
    }
    return {};
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char each : text) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(each)) != 0;
        out += is_plain ? std::string(1, each) : fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
    return out;
}

std::vector<std::string> written(const PersonNumber& number) {
    if (number.kind == "insurer") {
        return {member_system + "|" + number.giver + ":" + number.value,
                insured_system + "|" + number.giver + "." + number.value,
                "insurer:" + number.giver + "|" + number.value};
    }
    return {user_system + "/" + number.giver + "|" + number.value,
            user_system + "|" + number.giver + "." + number.value,
            "office:" + number.giver + "|" + number.value};
}
std::string alone(const PersonNumber& number) {
    return (number.kind == "insurer" ? insured_system : user_system) + "|" + number.value;
}

std::set<PersonNumber> numbers_of(const std::string& document, const std::string& town) {
    std::set<PersonNumber> out;
    const json bundle = json::parse(document);
    for (const json& entry : bundle["entry"]) {
        const json& resource = entry["resource"];
        if (resource["resourceType"] != "Patient") {
            continue;
        }
        for (const json& each : resource.value("identifier", json::array())) {
            const std::string system = each.value("system", "");
            const std::string value = each.value("value", "");
            if (system == member_system) {
                out.insert({"insurer", value.substr(0, 6), value.substr(7)});
            } else if (system == insured_system) {
                out.insert({"insurer", town, value});
            } else if (system == user_system) {
                out.insert({"office", assigner_of(bundle, each), value});
            } else if (system.starts_with(user_system + "/")) {
                out.insert({"office", system.substr(user_system.size() + 1), value});
            }
        }
    }
    return out;
}

std::string renamed(const std::string& document, const std::string& id) {
    json bundle = json::parse(document);
    const std::string old = bundle["identifier"]["value"];
    const std::size_t sender =
        old.find('|') + 1; // FORM|SENDER|ID, and a revision in some forms; or FORM|HASH
    const std::size_t bar = old.find('|', sender);
    const std::size_t own_id = bar == std::string::npos ? sender : bar + 1;
    const std::string own = old.substr(own_id, old.find('|', own_id) - own_id);
    return with(document, own, id);
}

std::string of_another_town(const std::string& document) {
    constexpr std::pair<const char*, const char*> others[] = {
        {"990010", "990028"},         {"9910100016", "9910100024"}, {"9970100013", "9970100021"},
        {"9960000009", "9960000017"}, {"9910000018", "9910000042"},
    };
    std::string out = document;
    for (const auto& [number, other] : others) {
        out = with(std::move(out), number, other);
    }
    return out;
}
Network::Network() : authority_(folder_.path()), site_(folder_.path() / "a", authority_, "hub") {
    site_.add_peer("network", {"--role", "network"});
    restart();
}

void Network::restart() {
    site_.start();
    client_ = std::make_unique<Client>(site_.client("network"));
}

std::string Network::store(const std::string& document, const std::string& town) {
    const Reply taken = client_->post("/documents", fhir_json, document);
    EXPECT_EQ(taken.status, 201) << taken.body.substr(0, 600) << document.substr(0, 300);
    std::string id = taken.status == 201 ? taken.headers.at("location") : std::string();
    id = id.substr(id.rfind('/') + 1);
    std::erase(id, '-');
    documents_[id] = numbers_of(document, town);
    return id;
}

std::set<std::string> Network::found(const std::string& identifier) {
    const Reply reply = get("/fhir/DocumentReference?_count=200&patient.identifier=" + escaped(identifier));
    const json body = json::parse(reply.body, nullptr, false);
    if (reply.status != 200) {
        const json::json_pointer code("/issue/0/details/coding/0/code");
        return {fmt::format("{} {}", reply.status, body.value(code, reply.body))};
    }
    std::set<std::string> out;
    for (const json& entry : body.value("entry", json::array())) {
        if (entry["search"]["mode"] != "match") {
            ADD_FAILURE() << identifier << entry.dump();
            continue;
        }
        const std::string id = entry["resource"]["id"];
        out.insert(id.substr(0, id.find('.')));
    }
    return out;
}

std::set<std::string> Network::with_number(const PersonNumber& number) const {
    std::set<std::string> out;
    for (const auto& [id, numbers] : documents_) {
        if (numbers.contains(number)) {
            out.insert(id);
        }
    }
    return out;
}

std::set<PersonNumber> Network::numbers() const {
    std::set<PersonNumber> out;
    for (const auto& [id, numbers] : documents_) {
        out.insert(numbers.begin(), numbers.end());
    }
    return out;
}

std::size_t Network::givers_of(const PersonNumber& number) const {
    std::set<std::string> out;
    for (const PersonNumber& each : numbers()) {
        if (each.kind == number.kind && each.value == number.value) {
            out.insert(each.giver);
        }
    }
    return out.size();
}

} // namespace renkei::e2e
