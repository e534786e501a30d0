// A gateway of the care hub: a municipality that has started, a portal, a person.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_fhir/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::server {

class OnHub : public testing::Test {
protected:
    static inline const std::string hanako_number = "insurer:990010|0000001016"; // of the full insured card

    OnHub(access::Hub hub, std::string_view today) {
        site.gateway().set_hub(std::make_shared<const access::Hub>(std::move(hub)));
        site.clock.set(*time::parse_instant_or_day(today));
        site.add({.id = "town",
                  .name = "架空市",
                  .role = policy::Role::municipality,
                  .numbers = {{"insurer", "990010"}, {"office", "9970102001"}}});
        site.add({.id = "portal",
                  .name = "市民ポータル",
                  .role = policy::Role::portal,
                  .token_issuer = "https://login.example.jp",
                  .token_keys = R"({"keys":[]})"});
        change_insurer([](sharing::Insurer& it) {
            it.state = sharing::InsurerState::live;
            it.live_from = time::parse_date("2026-04-01");
        });
    }
    template <class Edit>
    void change_insurer(Edit edit) {
        documents::must(ledger::change_insurer(site.store(), "990010", [&](sharing::Insurer it) {
            edit(it);
            return diag::Result<sharing::Insurer>(it);
        }));
    }
    ledger::Subject subject() {
        return documents::must(ledger::subject_of(site.store(), *documents::parse_person(hanako_number), {}));
    }

    Site site;
};

} // namespace renkei::server
