// Numbers of persons, as documents and callers write them, and a gateway in which documents of many are
// stored.
#pragma once

#include "site.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::e2e {

inline constexpr const char* fhir_json = "application/fhir+json";
inline const std::string insured_system = "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no";
inline const std::string member_system = "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id";
inline const std::string user_system = "https://renkei.example.jp/fhir/IdSystem/office-user-no";

std::string escaped(std::string_view text); // for a URL

// A number with who gave it.
struct PersonNumber {
    std::string kind; // insurer, office; institution: a further number of an office that gave a number alone
    std::string giver;
    std::string value;
    auto operator<=>(const PersonNumber&) const = default;
};
std::vector<std::string> written(const PersonNumber& number); // in each way that names the giver's kind
std::string dotted(const PersonNumber& number);               // "GIVER.NUMBER": of any kind
std::string alone(const PersonNumber& number);                // without its giver
// The numbers of the Patient, read without the gateway's own code; an insured number alone is the town's.
std::set<PersonNumber> numbers_of(const std::string& document, const std::string& town);

// The document with another id, which makes it another document of the same sender.
std::string renamed(const std::string& document, const std::string& id);
// The document about another person, who has the same insured number in another town, and the same local
// number from an office with another number.
std::string of_another_town(const std::string& document);

// A gateway to which one peer brings the documents of all.
class Network {
public:
    Network();

    // The id of the stored document, as a resource has it.
    std::string store(const std::string& document, const std::string& town = "990010");
    Reply get(const std::string& path) { return client_->get(path, {{"Accept", fhir_json}}); }
    // Ids of documents by one number; "400 person-ambiguous" where this is refused.
    std::set<std::string> found(const std::string& identifier);

    std::set<std::string> with_number(const PersonNumber& number) const; // ids of documents
    std::set<std::string> with_digits(const PersonNumber& number) const; // … whatever the giver is
    std::set<PersonNumber> numbers() const;                              // of all persons
    std::size_t givers_of(const PersonNumber& number) const;             // how many gave these digits

    Site& site() { return site_; }
    Client& client() { return *client_; }
    void restart();

private:
    Folder folder_;
    Authority authority_;
    Site site_;
    std::unique_ptr<Client> client_;
    std::map<std::string, std::set<PersonNumber>> documents_; // by id
};

} // namespace renkei::e2e
