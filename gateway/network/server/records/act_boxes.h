// The boxes of an act on a record: of the items that it asks for, as they were sent, as they are kept, or
// empty; and what is wrong with each.
#pragma once

#include "gateway/forms/html/boxes.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_acts.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view box_prefix = "i."; // before the item in the name of a box

class ActBoxes {
public:
    // `person`: whom it is about, if it is about one. `sent`: the form as it was filled in; null: it is shown
    // for the first time.
    ActBoxes(ServerContext& gateway, const Request& request, const seal::Hash& person, const RecordAct& act,
             const ItemTexts& kept, const Pairs* sent);

    std::vector<html::Box> boxes{};
    ItemTexts texts{}; // what was sent and is right, as records keep it; a number as people write it
    std::set<std::string> documents{}; // in which choices were found

private:
    using Choices = std::vector<std::pair<std::string, std::string>>;

    RecordForm& form() const { return RecordForm::of(forms_, act_.kind); }
    std::string kept(std::string_view item) const;
    void add(const std::string& item, const form::Item& it, const ActItem& asked);
    void add_functions(const std::string& item);
    std::string titles_of_function(std::string_view function) const;
    Choices organisations(const ActItem& asked) const;
    Choices insurers() const;
    bool may_be_of_caller(std::string_view plan) const;
    using Plans = std::map<std::string, Choices, std::less<>>; // by the system of their numbers
    std::string whole_system(std::string_view system) const;
    const Choices& plans(std::string_view system);
    diag::Result<Plans> plans_in(const store::Snapshot& snapshot, ReadMemory& memory);
    Choices codes_of(const form::Form& form, const form::Item& item) const;
    Choices words_of(std::string_view format) const;
    std::string check(const html::Box& box, const std::string& item);

    ServerContext& gateway_;
    const Request& request_;
    const policy::Peer& caller_;
    const seal::Hash& person_;
    const RecordAct& act_;
    const ItemTexts& kept_;
    const Pairs* sent_;
    std::optional<Plans> plans_{}; // once they are asked for
    RecordForms forms_;
};

} // namespace renkei::server
