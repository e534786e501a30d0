// A draft is about a person, too: what its user may read of the person can change before it is sent.
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/states.h"

#include "tests/entry/kit.h"
#include "tests/server_records/kit.h"
#include <gmock/gmock.h>

#include <algorithm>

namespace renkei::server::draft_rights_test {
namespace {

using testing::HasSubstr;
using testing::Not;

class DraftsOfPersons : public testing::Test {
protected:
    DraftsOfPersons() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
        std::vector<policy::Peer> peers = peers_of_records();
        peers.front().job = "care_manager";
        test::must(kit.store().write(
            [&](store::Transaction& transaction) { return transaction.put(peers.front()); }));
        test::must(kit.gateway().reload_peers());
        kit.site.use(std::move(peers));
        test::must(ledger::enter_consent(kit.store(), kit.subject(),
                                         {.taker = {"insurer", "990010"}, .given_at = kit.now()}));
    }
    Response send(const std::string& method, const std::string& path, const entry::Fields& fields = {}) {
        std::string body;
        for (const auto& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
        }
        return kit.send(method, path, body, "manager",
                        {{"Accept", "text/html"},
                         {"Cookie", "__Host-renkei-name=suzuki"},
                         {"Content-Type", "application/x-www-form-urlencoded"}});
    }
    // The address of a draft about the person.
    std::string draft_about(const std::string& number) {
        entry::Fields fields = entry::sent_by(send("GET", "/forms/admission").body);
        for (const auto& [box, value] : {std::pair<std::string, std::string>("f.insurer_no", "990010"),
                                         {"f.insured_no", number},
                                         {"f.patient_name", "連携 花子"},
                                         {"f.patient_kana", "レンケイ ハナコ"}}) {
            std::erase_if(fields, [&](const auto& field) { return field.first == box; });
            fields.emplace_back(box, value);
        }
        fields.emplace_back("act", "save");
        EXPECT_EQ(send("POST", "/forms/admission", fields).status, 200);
        const std::string list = send("GET", "/forms").body;
        const std::size_t at = list.find("/drafts/");
        return at == std::string::npos ? "/" : list.substr(at, std::string("/drafts/").size() + 36);
    }
    std::string opened(const std::string& draft) { return send("GET", draft).body; }

    static constexpr const char* changed = "この人について読める範囲が狭くなりました";
    RecordsKit kit;
};

TEST_F(DraftsOfPersons, say_that_the_right_ended_meanwhile) {
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "town");
    const std::string draft = draft_about("0000001016");
    EXPECT_THAT(opened(draft), HasSubstr("f.patient_name"));
    EXPECT_THAT(opened(draft), Not(HasSubstr(changed)));
    kit.site.clock.pass(1000);
    test::must(ledger::withdraw_consent(kit.store(), kit.subject().person, "", sharing::Agent::person, {}));
    EXPECT_THAT(opened(draft), HasSubstr(changed));
    EXPECT_THAT(opened(draft), HasSubstr("f.patient_name")) << "what was typed is not lost";
}

TEST_F(DraftsOfPersons, say_nothing_of_persons_with_whom_the_user_has_nothing_to_do) {
    const std::string draft = draft_about("0000002002");
    const std::string before = opened(draft);
    test::must(ledger::change_state(kit.store(), kit.subject(RecordsKit::taro),
                                    {.hidden = sharing::Hidden::history}));
    EXPECT_THAT(opened(draft), Not(HasSubstr(changed))) << "hidden, or not known: the same";
}

} // namespace
} // namespace renkei::server::draft_rights_test
