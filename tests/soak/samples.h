// Documents to send: every form in every syntax, each time another document about another person; and what is
// wrong in every way.
#pragma once

#include "ledger.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

namespace renkei::soak {

struct Document {
    std::string bytes;
    std::string media_type;
    std::string person = "0000007700"; // number of the one that it is about
    bool is_fhir = false;
    bool travels = false; // names the organisation that the hub stands for
};

class Samples {
public:
    explicit Samples(const std::filesystem::path& folder); // to convert in

    Document fresh(Chance& chance);        // not sent yet
    Document broken(Chance& chance) const; // must be refused
    Document damaged(Chance& chance);      // may be refused
    // The same document with another content: in conflict with it.
    Document altered(Document document) const;

    static std::string any_person(Chance& chance); // the number of one of those that all documents are about

private:
    struct Template {
        Document document;
        std::string id;     // what it calls itself
        std::string person; // the insured number in it
    };
    void add_form(const std::string& file, const std::string& id, const std::string& person, bool travels);
    void add_bundle(const std::filesystem::path& folder, const std::string& file, const std::string& person,
                    bool travels);
    Document filled(const Template& one, Chance& chance);

    std::vector<Template> templates_{};
    std::vector<Document> broken_{};
    std::atomic<unsigned> next_ = 1;
};

} // namespace renkei::soak
