#include "gateway/network/documents/parsed_document.h"

#include "tests/server_documents/request_kit.h"

namespace renkei::server::sending_test {
namespace {

TEST(Sending, a_file_of_a_peer_who_may_send_none_is_refused_with_whom_to_ask) {
    policy::Peer peer = documents::usual_peers().front();
    const auto said = [&] {
        diag::Report report;
        documents::report_file_without_form({.bytes = "%PDF-1.7 letter", .media_type = "application/pdf"},
                                            peer, documents::Refusal::unreadable, report);
        return report.empty() ? std::string()
                              : diag::to_text(report.findings().front(), diag::Language::english);
    };
    EXPECT_NE(said().find("Types that the peer manager may send: application/pdf"), std::string::npos)
        << said();
    peer.attachments.clear();
    EXPECT_NE(said().find("may send no type of file"), std::string::npos) << said();
    EXPECT_EQ(said().find("Types that"), std::string::npos) << said();
}

} // namespace
} // namespace renkei::server::sending_test
