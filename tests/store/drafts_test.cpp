// Drafts: sealed, of one user of one peer, saved over each other only by who has seen what is there.
#include "gateway/network/store/drafts/drafts.h"
#include "gateway/network/store/session/session.h"

#include "tests/store/kit.h"

namespace renkei::store::drafts_test {
namespace {

class Drafts : public Contract {
protected:
    DraftSaved save(const DraftOwner& owner, Draft& draft) {
        const SealedDraft sealed = must(seal_draft(store->search_key(), owner, draft));
        DraftSaved out{};
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, save_draft(it, owner, sealed));
            return {};
        });
        draft.number += out == DraftSaved::saved ? 1 : 0;
        return out;
    }
    void drop(const DraftOwner& owner, const Draft& draft) {
        write(*store, [&](Transaction& it) { return drop_draft(it, owner, draft.id, draft.number); });
    }
    std::vector<Draft> of(const DraftOwner& owner) const {
        return read<std::vector<Draft>>(*store, [&](const Snapshot& it) { return drafts_of(it, owner); });
    }
    std::optional<Draft> find(const DraftOwner& owner, const std::string& id) const {
        return read<std::optional<Draft>>(*store,
                                          [&](const Snapshot& it) { return find_draft(it, owner, id); });
    }
    Draft fresh(std::string text = "連携 花子") const {
        return {.id = new_uuid7(site->clock.now()),
                .form = "admission",
                .edition = "2024",
                .person = "花子",
                .text = std::move(text)};
    }
    DraftOwner suzuki{"hospital", hash_of("suzuki")};
    DraftOwner sato{"hospital", hash_of("sato")};
};
RENKEI_ON_BOTH_ENGINES(Drafts);

TEST_P(Drafts, are_of_one_user_alone) {
    Draft draft = fresh();
    ASSERT_EQ(save(suzuki, draft), DraftSaved::saved);
    EXPECT_EQ(draft.number, 1U);
    const std::optional<Draft> found = find(suzuki, draft.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text, "連携 花子");
    EXPECT_EQ(found->person, "花子");
    EXPECT_EQ(found->until, site->clock.now() + draft_is_kept);
    EXPECT_EQ(found->form, "admission");
    EXPECT_EQ(found->number, 1U);
    ASSERT_EQ(of(suzuki).size(), 1U);
    EXPECT_EQ(of(suzuki)[0].person, "花子");
    EXPECT_EQ(of(suzuki)[0].text, "") << "a list opens no texts";
    EXPECT_TRUE(of(sato).empty());
    EXPECT_FALSE(find(sato, draft.id));
    EXPECT_FALSE(find(suzuki, "no-id"));
    Draft theirs = draft;
    EXPECT_EQ(save(sato, theirs), DraftSaved::changed) << "another user's is not written over";
    theirs.number = 0;
    EXPECT_EQ(save(sato, theirs), DraftSaved::changed);
    drop(sato, draft);
    EXPECT_EQ(find(suzuki, draft.id)->text, "連携 花子");
    drop(suzuki, draft);
    EXPECT_TRUE(of(suzuki).empty());
}

TEST_P(Drafts, are_saved_over_by_who_has_seen_the_last_one) {
    Draft one = fresh("one");
    ASSERT_EQ(save(suzuki, one), DraftSaved::saved);
    Draft other = one;
    one.text = "two";
    ASSERT_EQ(save(suzuki, one), DraftSaved::saved);
    EXPECT_EQ(one.number, 2U);
    EXPECT_EQ(save(suzuki, other), DraftSaved::changed);
    EXPECT_EQ(other.number, 1U);
    EXPECT_EQ(find(suzuki, one.id)->text, "two");
    drop(suzuki, other);
    EXPECT_TRUE(find(suzuki, one.id)) << "what was saved later is not dropped unseen";
}

TEST_P(Drafts, end_when_their_time_is_over) {
    Draft draft = fresh();
    ASSERT_EQ(save(suzuki, draft), DraftSaved::saved);
    site->clock.pass(draft_is_kept - 1);
    EXPECT_EQ(of(suzuki).size(), 1U);
    Draft later = fresh("later");
    ASSERT_EQ(save(suzuki, later), DraftSaved::saved);
    ASSERT_EQ(of(suzuki).size(), 2U);
    EXPECT_EQ(of(suzuki)[0].id, later.id) << "the newest first";
    site->clock.pass(1);
    EXPECT_EQ(of(suzuki).size(), 1U) << "also before retention comes";
    std::uint64_t gone = 0;
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(gone, it.retain(0)); // whatever the days of retention are
        return {};
    });
    EXPECT_EQ(gone, 1U);
    EXPECT_EQ(of(suzuki).size(), 1U);
}

TEST_P(Drafts, are_not_without_end) {
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < most_drafts; ++i) {
        ASSERT_EQ(save(suzuki, drafts.emplace_back(fresh())), DraftSaved::saved);
    }
    Draft more = fresh();
    EXPECT_EQ(save(suzuki, more), DraftSaved::too_many);
    EXPECT_EQ(save(suzuki, drafts.front()), DraftSaved::saved) << "those that are there go on";
    EXPECT_EQ(save(sato, more), DraftSaved::saved) << "each user has their own";
}

TEST_P(Drafts, of_a_peer_take_no_more_than_a_share_of_the_disk) {
    Draft draft = fresh();
    ASSERT_EQ(save(suzuki, draft), DraftSaved::saved);
    SealedDraft large{fresh()};
    large.draft.text.assign(most_draft_bytes, 'x'); // sealed so
    DraftSaved how{};
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(how, save_draft(it, sato, large));
        return {};
    });
    EXPECT_EQ(how, DraftSaved::too_many);
}

TEST_P(Drafts, go_with_their_peer) {
    Draft draft = fresh();
    ASSERT_EQ(save(suzuki, draft), DraftSaved::saved);
    write(*store, [&](Transaction& it) { return it.remove_peer("hospital"); });
    EXPECT_TRUE(of(suzuki).empty()) << "another peer may get this id";
}

TEST_P(Drafts, are_sealed_and_say_so_where_they_do_not_open) {
    Draft draft = fresh("a text that nothing else has");
    ASSERT_EQ(save(suzuki, draft), DraftSaved::saved);
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        std::string sealed;
        TRY_VOID(it.session().sql.run("SELECT text FROM draft", {},
                                      [&](const SqlRow& row) { sealed = row.text(0); }));
        EXPECT_EQ(sealed.find("nothing else"), std::string::npos);
        sealed.back() = static_cast<char>(sealed.back() ^ 1);
        return it.session().sql.send("UPDATE draft SET text = $1", {{Bytes{sealed}}});
    });
    const std::optional<Draft> found = find(suzuki, draft.id);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->is_damaged);
    EXPECT_EQ(found->text, "");
    EXPECT_EQ(of(suzuki)[0].person, "花子") << "its line in the list opens";
}

} // namespace
} // namespace renkei::store::drafts_test
