// A person's documents are found by each number that the person has, and no other person's: the documents of
// every fixture, with others beside them who have a number in common.
#include "gateway/core/base/filesystem.h"

#include "persons.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

namespace renkei::e2e::persons_test {
namespace {

using nlohmann::json;

constexpr const char* forms[] = {"admission",    "discharge",       "insured_card",   "nursing_info",
                                 "nursing_plan", "nursing_record2", "nursing_report", "opinion"};

// The documents that the conformance kit expects of a form's files, and that name their sender and id, as
// those of an exchange do.
std::vector<std::string> bundles_of(const std::string& form) {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(fs::path(RENKEI_KIT) / form)) {
        const std::string name = form + "/" + entry.path().filename().string();
        if (name.ends_with(".bundle.json")) {
            const std::string document = fixture(name);
            const std::string id = json::parse(document)["identifier"]["value"];
            if (id.find("|sha256:") == std::string::npos && // a form without an id of its own
                !numbers_of(document, "").empty()) {
                out.push_back(document);
            }
        }
    }
    EXPECT_FALSE(out.empty()) << form;
    return out;
}

// The document about another person of the same town, with other numbers of persons and offices.
std::string of_another_number(const std::string& document) {
    constexpr std::pair<const char*, const char*> others[] = {
        {"0000001016", "0000001032"}, {"0000000109", "0000000117"}, {"0000000208", "0000000216"},
        {"9910100016", "9910100032"}, {"9970100013", "9970100039"}, {"9960000009", "9960000025"},
        {"9910000018", "9910000034"},
    };
    std::string out = document;
    for (const auto& [number, other] : others) {
        out = with(std::move(out), number, other);
    }
    return out;
}

TEST(A_person, is_found_by_each_number_of_each_fixture_and_no_other_is) {
    Network network;
    int made = 0;
    const auto store_all = [&](const std::function<std::string(const std::string&)>& change,
                               const std::string& town) {
        for (const char* const form : forms) {
            network.store(change(renamed(fixture(std::string(form) + "/full.bundle.json"),
                                         fmt::format("P-{}", ++made))),
                          town);
        }
    };
    for (const char* const form : forms) {
        for (const std::string& document : bundles_of(form)) {
            network.store(renamed(document, fmt::format("P-{}", ++made)));
        }
    }
    const auto expect_exactly = [&](const std::string& when) {
        for (const PersonNumber& number : network.numbers()) {
            EXPECT_EQ(network.found(dotted(number)), network.with_digits(number)) << when << dotted(number);
            if (number.kind == "institution") {
                continue; // such a number says no more than its digits
            }
            const std::set<std::string> own = network.with_number(number);
            for (const std::string& identifier : written(number)) {
                EXPECT_EQ(network.found(identifier), own) << when << identifier;
            }
            const bool is_one = network.givers_of(number) == 1;
            EXPECT_EQ(network.found(alone(number)),
                      is_one ? own : std::set<std::string>{"400 person-ambiguous"})
                << when << alone(number);
        }
    };
    expect_exactly("one town: ");
    const std::size_t numbers = network.numbers().size();
    store_all(of_another_town, "990028");
    store_all(of_another_number, "990010");
    EXPECT_GT(network.numbers().size(), numbers);
    expect_exactly("two towns: ");
    network.site().stop();
}

} // namespace
} // namespace renkei::e2e::persons_test
