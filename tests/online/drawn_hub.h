// A gateway with the hub switched on, documents of two persons, and records about them that are drawn by
// chance; and what `renkei policy explain` says of it.
#pragma once

#include "gateway/app/online/stored_facts.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/subject.h"
#include "gateway/network/sharing/decide_sharing.h"

#include "tests/server_fhir/kit.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::online {

struct DrawnDocument {
    std::string id; // logical
    std::string form;
    std::string person; // number
};

class DrawnHub {
public:
    static constexpr std::string_view insurer = "990010";

    explicit DrawnHub(unsigned seed);

    const sharing::Matrix& matrix() const { return hub_->matrix; }
    bool office_entry() const { return hub_->office_entry; }
    base::Millis now() const { return site.clock.now(); }
    access::PersonFacts facts(const std::string& number);
    // As `renkei policy explain --person … --peer … --who … --ground … --what …`.
    sharing::FormDecision explain(const StoredFacts& stored, std::string_view who, const std::string& ground,
                                  const std::string& form) const;
    policy::History history(const DrawnDocument& document); // by direct exchange

    server::Site site;
    const std::vector<std::string> persons{"0000001016", "0000002002"};
    const std::vector<std::string> readers{"town", "city", "hospital", "clinic",  "manager", "stranger",
                                           "home", "ward", "nurse",    "network", "shop"};
    std::vector<DrawnDocument> documents{};

private:
    ledger::Subject subject(const std::string& number);
    bool once_in(int times) { return std::uniform_int_distribution<int>(1, times)(chance_) == 1; }
    std::string drawn_insurer(); // who insured the person when it was entered
    std::string new_id() const;
    template <class Record>
    void put(const Record& record);

    void add_peers();
    void submit(const std::string& person);
    void draw_registrations(const store::Hash& person);
    void draw_requests(const store::Hash& person);
    void draw_consents(const store::Hash& person);
    void draw_state(const store::Hash& person);
    void draw_insurers();

    std::mt19937 chance_;
    std::shared_ptr<const access::Hub> hub_{};
};

} // namespace renkei::online
