// What one reader may see of one person by the care hub.
#pragma once

#include "gateway/network/access/person_facts.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/sharing/reading_request.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::access {

// The number by which a municipality is an insurer; empty: its entry has none.
std::string insurer_number_of(const policy::Peer& peer);
// By the hub: the form carries nothing that goes between a sender and its receivers alone.
bool is_shared(const sharing::Matrix& matrix, std::string_view form);

class PersonAccess {
public:
    // `person`: under any of the linked numbers. Of a person who is not known, nothing is open.
    static diag::Result<PersonAccess> of(const store::Snapshot& snapshot, const Reader& reader,
                                         const store::Hash& person);

    // Whether the hub opens documents of a form, whole: what is left out of a form (a kind of information,
    // addresses of a hidden person) closes it. `ground`: as policy::Ground has it.
    struct Verdict {
        bool is_open = false;
        std::string ground{};
    };
    const Verdict& of_form(std::string_view form);
    // Once the insurer has started, receivers of this form read it as everybody does, by the matrix. A network
    // or hub passes it on to its members: the gateway there decides who of them reads it.
    bool closes_for_receivers(std::string_view form) const;
    // Hidden (支援措置), and the reader is neither the insurer nor has to do with the person: lists, counts
    // and lookups find nobody.
    bool is_concealed() const { return is_concealed_; }

private:
    PersonAccess(const Reader& reader, PersonFacts facts);
    sharing::ReadingRequest request_of(sharing::ReaderId reader_id) const;
    Verdict decide(std::string_view form) const;
    bool has_relation() const;

    const Reader* reader_;
    PersonFacts facts_;
    std::vector<sharing::Registration> registrations_; // of the reader's offices
    std::vector<sharing::OpinionRequest> opinions_;    // to the reader
    std::optional<sharing::BoardCase> board_case_{};
    std::string insurer_{}; // the reader's own number, of a municipality
    bool is_concealed_ = false;
    std::map<std::string, Verdict, std::less<>> decided_{}; // by form
};

} // namespace renkei::access
