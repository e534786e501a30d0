// IHE ITI-20 by REST (RESTful ATNA): one event is posted as an AuditEvent, several as a Bundle of type batch.
#pragma once

#include "gateway/network/auditforward/receiver.h"
#include "gateway/network/client/http_pool.h"

namespace renkei::auditforward {

class FhirReceiver final : public Receiver {
public:
    // `base`: of the repository's FHIR endpoint.
    FhirReceiver(client::HttpUrl base, Poco::Net::Context::Ptr context, client::CurrentTrust trust,
                 client::HttpLimits limits);

    SendResult send(Events events) override;
    std::chrono::milliseconds gathering_time() const override { return std::chrono::milliseconds(0); }
    void use(Poco::Net::Context::Ptr context) override { pool_.use(std::move(context)); }

    static client::HttpLimits default_limits();

private:
    client::ConnectionResult<client::HttpResponse> post(const std::string& path, const std::string& body);
    SendResult send_bundle(Events events);
    SendResult send_one_by_one(Events events);
    std::optional<SendFailure> send_one(const audit::ChainedEvent& event);

    client::HttpUrl base_;
    client::HttpPool pool_;
    bool is_cautious_ = false; // the last Bundle was not taken as a whole
};

} // namespace renkei::auditforward
