"""What the profile says of features."""

from __future__ import annotations

from scim_conformance import check, expect
from scim_conformance.checks.rows import claimed_features


@check("profile.claimed-is-advertised", verifies="PROFILE-FEATURES-01", each={"feature": claimed_features})
def test_a_claimed_feature_is_advertised(configuration, feature):
    """A feature that the profile claims is advertised by /ServiceProviderConfig."""
    expect.equal(configuration(feature), True, f"What /ServiceProviderConfig says of {feature}")
